"""Draws the still lifes of the demo market. A developer's tool; its pictures are committed.

    uv run --with numpy --with pillow python -m tools.pictures EMOJI_FOLDER

EMOJI_FOLDER is `assets` of the npm package @lobehub/fluent-emoji-3d (Microsoft Fluent Emoji, MIT).
"""
