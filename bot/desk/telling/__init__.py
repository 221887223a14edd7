"""Telling people: one alone, those who follow, whoever has to look."""
