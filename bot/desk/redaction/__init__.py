"""Redaction: what a customer's files hold of passwords, tokens and cookies goes no further."""
