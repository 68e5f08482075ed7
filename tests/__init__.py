"""Tests of the atlas: files are named by the room that they test."""
