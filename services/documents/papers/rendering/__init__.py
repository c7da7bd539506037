"""PDF by Typst, in child processes: a template and its data in, the bytes of a PDF/A-2b out."""

from services.documents.papers.rendering.answers import MissingGlyphs, RenderingFailed
from services.documents.papers.rendering.pictures import photo_svg, qr_svg
from services.documents.papers.rendering.renderer import Renderer

__all__ = ["MissingGlyphs", "Renderer", "RenderingFailed", "photo_svg", "qr_svg"]
