-- Which chain of calls a task's newest turn is part of, "ID; hops=N", '' for none that it said.
ALTER TABLE tasks ADD COLUMN chain TEXT NOT NULL DEFAULT '';
