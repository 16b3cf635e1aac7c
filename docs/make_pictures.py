"""Makes docs/screen.svg from the running program: ``python docs/make_pictures.py``."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path

from inspector.ui.app import LayerscopeApp
from inspector.ui.loading import Wanted

ROOT = Path(__file__).parent.parent
NOW = datetime(2024, 3, 15, 12, tzinfo=UTC)


async def picture(keys: list[str]) -> str:
    """Open the lecture's image, press keys, return what is seen as SVG."""
    app = LayerscopeApp(Wanted(str(ROOT / "sample_images/lecture.tar")), now=NOW)
    async with app.run_test(size=(132, 36)) as pilot:
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.press(*keys)
        await pilot.pause(0.5)
        await app.workers.wait_for_complete()
        await pilot.pause(0.5)
        svg = app.export_screenshot(title="layerscope lecture.tar")
    # The picture names fonts of another site; whoever looks at it has a monospaced one.
    return re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)


if __name__ == "__main__":
    text = asyncio.run(picture(["]", "]", "]", "]"]))
    (ROOT / "docs/screen.svg").write_text(text, encoding="utf-8")
