"""The engines that keep a store, one prefix of file names each."""
