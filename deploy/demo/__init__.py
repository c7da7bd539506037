"""The demo: people who drive one application through the platform's pages, as a browser would."""
