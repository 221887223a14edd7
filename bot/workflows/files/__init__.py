"""A workflow's file, read and checked: everything that is wrong with it, by line."""
