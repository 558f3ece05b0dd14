"""Build, finish, inspect and publish the website."""
