"""A hash in six words that can be read aloud: proquints (Daniel S. Wilkerson, 2009).

Each holds 16 bits: consonant, vowel, consonant, vowel, consonant. They are said alike in Spanish
and in English.
"""

CONSONANTS = "bdfghjklmnprstvz"
VOWELS = "aiou"


def proquint(bits: int) -> str:
    """Five letters for 16 bits."""
    return (
        CONSONANTS[bits >> 12 & 15]
        + VOWELS[bits >> 10 & 3]
        + CONSONANTS[bits >> 6 & 15]
        + VOWELS[bits >> 4 & 3]
        + CONSONANTS[bits & 15]
    )


def six_words(digest: str) -> str:
    """The first 96 bits of a hash given in hexadecimal."""
    return " ".join(proquint(int(digest[i : i + 4], 16)) for i in range(0, 24, 4))
