"""Research → writer → SEO: three skills on three gateways, each working on what came before."""
