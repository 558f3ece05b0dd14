"""Forms for people without git: what they ask is made from the content, and what they say becomes a record.

What is filled in comes from anyone. It is only ever text: read here, written as values, and checked like any other.
"""
