"""Fetch what the format tests compare with, by package name: the CCTV age vectors, and another age.

    python tests/support/fetch_vectors.py

needs npm. Everything lands in tests/vectors/, which is not committed; without it those tests skip and say so.
"""

import base64
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

VECTORS = Path(__file__).parents[1] / "vectors"
CCTV = "cctv-age@0.2.0"
SECOND_AGE = "age-encryption@0.3.1"


def main() -> None:
    fetch_cctv(VECTORS / "cctv")
    run("npm", "install", "--no-save", "--no-package-lock", "--no-audit", "--prefix", str(VECTORS), SECOND_AGE)


def fetch_cctv(folder: Path) -> None:
    """Write each vector of the package's one JavaScript file to a file of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as packed:
        run("npm", "pack", "--pack-destination", packed, CCTV)
        with tarfile.open(next(Path(packed).glob("*.tgz"))) as package:
            script = package.extractfile("package/index.js")
            assert script is not None
            text = script.read().decode()
    for name, encoded in re.findall(r'^// \S*/testdata/(\w+)\nvar \w+ = \w+\("([^"]*)"\);$', text, re.MULTILINE):
        (folder / name).write_bytes(base64.b64decode(encoded))
    print(f"{len(list(folder.iterdir()))} vectors")


def run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
