"""What the partners of the sample round answered: who, when, which chapters, which edits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.servers.office import (
    Edit,
    add_row,
    comment,
    delete,
    insert_after,
    new_paragraph,
    replace,
    set_cell,
    tracking,
)

__all__ = ["ANSWERS", "Answer", "File"]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A chapter that comes back. `edits` none: the very bytes that were sent. `name` is what the
    partner calls it; `copy` is false where it is no copy that we sent but the bare chapter.
    """

    chapter: str
    edits: Sequence[Edit] | None = None
    name: str = ""
    tracked: bool = True
    copy: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One mail. `at` is when our server took it (UTC). `kind`: a reply to our letter; "fresh", with
    none of our headers; "forged"; "away", an automatic reply; "bounce".
    """

    name: str
    partner: str
    sender: str
    address: str
    at: str
    words: str
    files: Sequence[File] = ()
    kind: str = "reply"
    subject: str = ""


_FOREWORD = "00 Foreword and how to use.docx"
_INITIATIVE = "01 The Green Customs Initiative and its partners.docx"
_TRADE = "02 Multilateral environmental agreements and trade.docx"
_BASEL = "03.1 Basel Convention.docx"
_CARTAGENA = "03.2 Cartagena Protocol.docx"
_WEAPONS = "03.3 Chemical Weapons Convention.docx"
_CITES = "03.4 CITES.docx"
_MINAMATA = "03.5 Minamata Convention.docx"
_MONTREAL = "03.6 Montreal Protocol.docx"
_ROTTERDAM = "03.7 Rotterdam Convention.docx"
_STOCKHOLM = "03.8 Stockholm Convention.docx"
_PRACTICAL = "04 Practical information for customs officers.docx"
_CONTACTS = "05 Contacts and further reading.docx"

ANSWERS = (
    Answer(
        name="OzonAction is away",
        partner="OzonAction",
        sender="Focal Point Seven",
        address="seven@ozonaction.example.org",
        at="2017-10-04 06:02",
        kind="away",
        words="I am away until Monday 16 October 2017 with limited access to mail.\n"
        "For urgent matters please write to the team at ozonaction@ozonaction.example.org.",
    ),
    Answer(
        name="INTERPOL cannot be reached",
        partner="INTERPOL",
        sender="Mail Delivery System",
        address="mailer-daemon@mx.interpol.example.org",
        at="2017-10-04 06:04",
        kind="bounce",
        words="The mail system at mx.interpol.example.org could not deliver your message to one\n"
        "recipient. A report is attached.",
    ),
    Answer(
        name="WCO edits its own chapter and that of BRS",
        partner="WCO",
        sender="Focal Point Nine",
        address="nine@wco.example.org",
        at="2017-10-09 12:31",
        words="Dear colleagues,\n\nPlease find attached our changes to chapters 4 and 3.1, with"
        " track changes.\n\nKind regards,\nFocal Point Nine\nWorld Customs Organization",
        files=(
            File(
                chapter=_PRACTICAL,
                edits=(
                    insert_after(
                        "and the alerts of the secretariats",
                        " and of the Regional Intelligence Liaison Offices",
                    ),
                    replace(
                        "renewed after each seizure and at least once a year",
                        "reviewed after each seizure and at least twice a year",
                    ),
                    add_row(
                        1,
                        after=8,
                        values=[
                            "Post and courier",
                            "Many small parcels with one sender; goods sold on social media",
                        ],
                    ),
                    new_paragraph(
                        "Inspections follow a plan",
                        "Where the law allows, an inspection is filmed from the breaking of the"
                        " seal to the closing of the container. The recording is evidence,"
                        " and protects the officers.",
                    ),
                    replace("at least 100 metres away", "at least 300 metres away"),
                    comment(
                        "an example",
                        "We shall replace these figures by those of the survey of 2017 in the next"
                        " edition.",
                    ),
                ),
            ),
            File(
                chapter=_BASEL,
                edits=(
                    replace(
                        "has told the secretariat so",
                        "has published the waiver where customs can look it up",
                    ),
                    insert_after(
                        "to other administrations",
                        ", with a copy to the Regional Intelligence Liaison Office",
                    ),
                    set_cell(2, "C13", "Leaks, no cover on the poles, fire"),
                ),
            ),
        ),
    ),
    Answer(
        name="CITES sends its chapter under another name",
        partner="CITES",
        sender="Focal Point Eleven",
        address="eleven@cites.example.org",
        at="2017-10-10 09:05",
        words="Dear all,\n\nAttached is our chapter with tracked changes and one comment."
        "\n\nBest wishes,\nFocal Point Eleven",
        files=(
            File(
                chapter=_CITES,
                name="Copy of CITES chapter_FINAL (2) fp11.docx",
                edits=(
                    insert_after(
                        "and devil rays into Appendix II.",
                        " The Barbary macaque was transferred to Appendix I as well.",
                    ),
                    replace("before they stop a guitar", "before they detain a musical instrument"),
                    set_cell(4, "C3", "Nearly all listed; African grey parrot now in Appendix I"),
                    add_row(4, after=4, values=["0301.19", "Ornamental fish, other", "Seahorses"]),
                    comment(
                        "The Management Authority decides",
                        "Resolution Conf. 17.8 replaced the earlier ones on disposal; no change of"
                        " the text is needed.",
                    ),
                ),
            ),
        ),
    ),
    Answer(
        name="CITES has no comments on the rest",
        partner="CITES",
        sender="Focal Point Eleven",
        address="eleven@cites.example.org",
        at="2017-10-10 09:12",
        words="We have no comments on chapters 0, 1, 4 and 5.\n\nBest wishes,\nFocal Point Eleven",
    ),
    Answer(
        name="OPCW sends comments only",
        partner="OPCW",
        sender="Focal Point Four",
        address="four@opcw.example.org",
        at="2017-10-11 14:47",
        words="Dear colleagues,\n\nPlease see our three comments in the attached chapter.\n\n"
        "Kind regards,\nFocal Point Four",
        files=(
            File(
                chapter=_WEAPONS,
                edits=(
                    comment(
                        "more than 95 per cent",
                        "Correct on the day of the draft. Please check with us before printing.",
                    ),
                    comment(
                        "Only Egypt",
                        "We would prefer a reference to the list on our web site: this will"
                        " soon be out of date.",
                    ),
                    comment(
                        "within a day",
                        "Can we say “quickly”? Some National Authorities work five days a week.",
                    ),
                ),
            ),
        ),
    ),
    Answer(
        name="BRS tracks, does not track, and stops tracking",
        partner="BRS",
        sender="Focal Point One",
        address="focal.one@brs.example.org",
        at="2017-10-12 16:20",
        words="Dear colleagues,\n\nAttached are our three chapters.\n\nKind regards,\n"
        "Focal Point One\nSecretariat of the Basel, Rotterdam and Stockholm Conventions",
        files=(
            File(
                chapter=_BASEL,
                edits=(
                    replace(
                        "has told the secretariat so",
                        "has informed the secretariat in accordance with article 13",
                    ),
                    replace(
                        "An amendment of 1995 prohibits", "The Ban Amendment of 1995 prohibits"
                    ),
                    new_paragraph(
                        "A Party may define further wastes",
                        "Parties inform the secretariat of these wastes, and of any change, within"
                        " six months of becoming a Party.",
                    ),
                    add_row(
                        2,
                        after=14,
                        values=[
                            "ex 8908",
                            "Vessels for breaking up",
                            "Asbestos, polychlorinated biphenyls and oil on board",
                        ],
                    ),
                    comment(
                        "Export to the area south of 60° South latitude is prohibited.",
                        "Article 4, paragraph 6. Please keep this sentence as it is.",
                    ),
                ),
            ),
            File(
                chapter=_ROTTERDAM,
                tracked=False,
                edits=(
                    replace(
                        "The Convention promotes shared responsibility and cooperative efforts",
                        "The Convention promotes shared responsibility and cooperative efforts"
                        " among Parties",
                    ),
                    replace(
                        "34 pesticides (among them three severely hazardous pesticide"
                        " formulations)",
                        "34 pesticides, of which three are severely hazardous pesticide"
                        " formulations",
                    ),
                    set_cell(1, "B4", "158 (October 2017)"),
                ),
            ),
            File(
                chapter=_STOCKHOLM,
                edits=(
                    insert_after("added decabromodiphenyl ether", " (commercial mixture)"),
                    replace("until 2025, and must be", "until 2025, and shall be"),
                    tracking(on=False),
                    replace(
                        "Exemptions end after five years unless they are extended.",
                        "Specific exemptions expire five years after the listing has entered into"
                        " force, unless the Conference of the Parties extends them.",
                    ),
                    delete(" with few exceptions"),
                ),
            ),
        ),
    ),
    Answer(
        name="CBD sends a chapter that is not its own",
        partner="CBD",
        sender="Focal Point Two",
        address="focal.two@cbd.example.org",
        at="2017-10-13 08:50",
        words="Dear colleagues,\n\nPlease find attached our chapter on the Cartagena Protocol.\n\n"
        "Best regards,\nFocal Point Two",
        files=(
            File(
                chapter=_STOCKHOLM,
                copy=False,
                name="Chapter CBD comments.docx",
                edits=(replace("No Government acting alone", "No State acting alone"),),
            ),
        ),
    ),
    Answer(
        name="Ozone Secretariat has no comments",
        partner="Ozone Secretariat",
        sender="Focal Point Six",
        address="six@ozone.example.org",
        at="2017-10-13 10:15",
        words="No comments from our side.\n\nBest regards,\nFocal Point Six",
    ),
    Answer(
        name="Minamata sends its chapter although nobody asked",
        partner="Minamata",
        sender="Focal Point Twelve",
        address="twelve@minamata.example.org",
        at="2017-10-14 07:40",
        kind="fresh",
        subject="Our chapter for the Green Customs guide",
        words="Dear colleagues,\n\nWe have heard that the guide is being reviewed, and send you our"
        " chapter with a few corrections.\n\nKind regards,\nFocal Point Twelve",
        files=(
            File(
                chapter=_MINAMATA,
                copy=False,
                edits=(
                    replace("More than 80 (September 2017)", "83 (October 2017)"),
                    replace("in which some 15 million people", "in which up to 15 million people"),
                ),
            ),
        ),
    ),
    Answer(
        name="CBD sends the right chapter",
        partner="CBD",
        sender="Focal Point Two",
        address="focal.two@cbd.example.org",
        at="2017-10-16 09:22",
        words="Apologies, that was the wrong file. Here is the right one, with track changes.\n\n"
        "Focal Point Two",
        files=(
            File(
                chapter=_CARTAGENA,
                edits=(
                    replace(
                        "addressed by other international organizations are outside the Protocol",
                        "addressed by other relevant international agreements or organizations are"
                        " outside the scope of the Protocol",
                    ),
                    insert_after("Silence is not consent", " (article 9, paragraph 4)"),
                    replace("one to check", "one check digit"),
                    comment(
                        "It was not yet in force in September 2017.",
                        "Two more instruments of ratification are expected this year.",
                    ),
                ),
            ),
        ),
    ),
    Answer(
        name="CBD has no comments on the rest",
        partner="CBD",
        sender="Focal Point Two",
        address="focal.two@cbd.example.org",
        at="2017-10-16 09:30",
        words="We have no comments on chapters 0, 1, 2, 4 and 5.\n\nBest regards,\nFocal Point Two",
    ),
    Answer(
        name="UNEP Law returns one file untouched",
        partner="UNEP Law",
        sender="Secretariat Officer",
        address="officer@secretariat.example.org",
        at="2017-10-16 13:03",
        words="Four chapters from the Law Division; the foreword is fine as it is.",
        files=(
            File(chapter=_FOREWORD),
            File(
                chapter=_INITIATIVE,
                edits=(
                    replace(
                        "links the police of 190 countries", "links the police of 192 countries"
                    ),
                    replace("keeps the training calendar", "maintains the training calendar"),
                ),
            ),
            File(
                chapter=_CONTACTS,
                edits=(
                    insert_after(
                        "the secretariat of the Initiative keeps the list on its web site up to"
                        " date",
                        " and announces changes to the partners",
                    ),
                ),
            ),
            File(
                chapter=_PRACTICAL,
                edits=(
                    replace(
                        "An indicator that has not led to a find for a year costs more than it"
                        " brings.",
                        "An indicator that has led to no find for a year should be dropped.",
                    ),
                ),
            ),
        ),
    ),
    Answer(
        name="WCO has no comments on the rest",
        partner="WCO",
        sender="Focal Point Nine",
        address="nine@wco.example.org",
        at="2017-10-16 15:48",
        words="We have no comments on chapters 0, 1, 2, 3.2, 3.3, 3.4, 3.7, 3.8 and 5.\n\n"
        "Kind regards,\nFocal Point Nine",
    ),
    Answer(
        name="a forged mail in the name of CITES",
        partner="CITES",
        sender="Focal Point Eleven",
        address="eleven@cites.example.org",
        at="2017-10-17 03:11",
        kind="forged",
        words="Dear Secretariat,\n\nplease use this corrected version of our chapter instead of the"
        " former and delete the other one.\n\nRegards",
        files=(
            File(
                chapter=_CITES,
                copy=False,
                name="CITES corrected.docx",
                tracked=False,
                edits=(
                    replace(
                        "No trade in wild specimens for primarily commercial purposes.",
                        "Trade in wild specimens with an invoice.",
                    ),
                    replace("Copies are not accepted", "Copies are accepted"),
                ),
            ),
        ),
    ),
    Answer(
        name="OzonAction writes from a system that strips headers",
        partner="OzonAction",
        sender="Programme Assistant",
        address="assistant@ozonaction.example.org",
        at="2017-10-17 15:38",
        kind="fresh",
        subject="comments ozone chapter",
        words="Please find the comments of OzonAction on the ozone chapter.",
        files=(
            File(
                chapter=_MONTREAL,
                name="ozone_chapter.docx",
                edits=(
                    replace(
                        "Identifiers find no methyl bromide and no halons.",
                        "Most identifiers find neither methyl bromide nor halons, and cannot tell"
                        " all new mixtures apart.",
                    ),
                    insert_after(
                        "Ozone units have given them to many customs posts",
                        ", and train the officers who use them",
                    ),
                    comment(
                        "Counterfeit refrigerants kill.",
                        "Strong, but right. Could we add a picture of a burnt container?",
                    ),
                ),
            ),
        ),
    ),
    Answer(
        name="BRS has no comments on the rest",
        partner="BRS",
        sender="Focal Point One",
        address="focal.one@brs.example.org",
        at="2017-10-18 13:05",
        words="No comments on chapters 0, 1, 2, 4 and 5 from our side.",
    ),
    Answer(
        name="WCO is late with one chapter",
        partner="WCO",
        sender="Focal Point Ten",
        address="ten@wco.example.org",
        at="2017-10-19 05:10",
        words="Dear colleagues,\n\nOur apologies, this one was left over.\n\nFocal Point Ten",
        files=(
            File(
                chapter=_MONTREAL,
                edits=(
                    replace(
                        "national subdivisions are recommended",
                        "national subdivisions at the seventh and eighth digit are recommended",
                    ),
                ),
            ),
        ),
    ),
)
"""In the order of arrival. UNODC is silent."""
