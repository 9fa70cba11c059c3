"""What a PDF says of itself, for archives: PDF/A-2b and the colours it is meant in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from gridwatch.cartography.pdf.values import Name
from gridwatch.resources import resource

if TYPE_CHECKING:
    from gridwatch.cartography.pdf.container import Container
    from gridwatch.cartography.pdf.values import Ref

__all__ = [
    "SRGB",
    "Facts",
    "information",
    "intent",
    "metadata",
    "packet",
    "profile",
]


@dataclass(frozen=True)
class Facts:
    """What a document is.

    Parameters
    ----------
    title, author : str
        May be empty.
    language : str
        As in XML, e.g. ``zh-CN``.
    made : datetime
        With a time zone; now where left out.
    """

    title: str
    author: str = ""
    language: str = "zh-CN"
    made: datetime = field(default_factory=lambda: datetime.now().astimezone())

    @property
    def time(self) -> datetime:
        """When it was made, to the second."""
        return self.made.replace(microsecond=0)


_CREATOR = "gridwatch"
SRGB = "sRGB IEC61966-2.1"


def information(facts: Facts) -> dict[str, Any]:
    """Return the dictionary that old readers ask; it says what the metadata say."""
    shift = facts.time.strftime("%z") or "+0000"
    zone = f"{shift[:3]}'{shift[3:5]}'"
    stamp = f"D:{facts.time:%Y%m%d%H%M%S}{zone}"
    found = {"Title": facts.title, "Author": facts.author}
    return {key: words for key, words in found.items() if words} | {
        "Creator": _CREATOR,
        "Producer": _CREATOR,
        "CreationDate": stamp,
        "ModDate": stamp,
    }


def metadata(container: Container, facts: Facts) -> Ref:
    """Put the XMP packet, which has to stand in the file unpacked."""
    head = {"Type": Name("Metadata"), "Subtype": Name("XML")}
    return container.put_stream(packet(facts), head, packed=False)


def packet(facts: Facts) -> bytes:
    """Return the XMP packet."""
    data = _PACKET.format(
        title=escape(facts.title) or "-",
        author=_AUTHOR.format(escape(facts.author)) if facts.author else "",
        creator=_CREATOR,
        language=escape(facts.language),
        stamp=facts.time.isoformat(),
    )
    return data.encode("utf-8")


def profile() -> bytes:
    """Return the ICC profile of sRGB."""
    return resource("symbols", "srgb.icc").read_bytes()


def intent(container: Container) -> dict[str, Any]:
    """Put the colour profile; return what says that all colours are meant in sRGB."""
    return {
        "Type": Name("OutputIntent"),
        "S": Name("GTS_PDFA1"),
        "OutputConditionIdentifier": SRGB,
        "Info": SRGB,
        "DestOutputProfile": container.put_stream(profile(), {"N": 3}),
    }


_AUTHOR = "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>"
_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
{author}
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{creator}</xmp:CreatorTool>
<xmp:CreateDate>{stamp}</xmp:CreateDate>
<xmp:ModifyDate>{stamp}</xmp:ModifyDate>
<pdf:Producer>{creator}</pdf:Producer>
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
"""
