"""The processes in containers: the image, and what they are told where each server has a host of its own."""
