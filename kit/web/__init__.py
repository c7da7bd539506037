"""The one look: base pages, components, static files; the words of the site are in site.toml."""
