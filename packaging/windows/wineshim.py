"""The source of an ``ucrtbase.dll`` for wine 8, which lacks the complex functions.

Every other call is handed on to wine's own, under another name.
"""

from __future__ import annotations

__all__ = ["definition", "source"]

_COMPLEX = (
    *("cexp", "ccos", "csin", "ctan", "ccosh", "csinh", "ctanh", "clog", "csqrt"),
    *("cacos", "casin", "catan", "cacosh", "casinh", "catanh", "conj", "cproj"),
)
_REAL = ("creal", "cimag", "carg", "cabs")
_HEAD = """\
#include <complex.h>
#include <math.h>
typedef struct { float r, i; } F;
typedef struct { double r, i; } D;
static double _Complex d2c(D a) {
    union { D s; double _Complex c; } u; u.s = a; return u.c;
}
static D c2d(double _Complex c) {
    union { D s; double _Complex c; } u; u.c = c; return u.s;
}
static D f2d(F a) { D d = {a.r, a.i}; return d; }
static F d2f(D a) { F d = {(float)a.r, (float)a.i}; return d; }
"""
_TAIL = """\
D my_cpow(D a, D b) { return c2d(cpow(d2c(a), d2c(b))); }
F my_cpowf(F a, F b) { return d2f(c2d(cpow(d2c(f2d(a)), d2c(f2d(b))))); }
D my_Cbuild(double r, double i) { D d = {r, i}; return d; }
F my_FCbuild(float r, float i) { F d = {r, i}; return d; }
D my_Cmul(D a, D b) { return c2d(d2c(a) * d2c(b)); }
F my_FCmul(F a, F b) { return d2f(c2d(d2c(f2d(a)) * d2c(f2d(b)))); }
double my_norm(D a) { return a.r * a.r + a.i * a.i; }
float my_normf(F a) { return a.r * a.r + a.i * a.i; }
"""
_OTHERS = {
    "cpow": "my_cpow", "cpowf": "my_cpowf", "cpowl": "my_cpow",
    "_Cbuild": "my_Cbuild", "_FCbuild": "my_FCbuild", "_LCbuild": "my_Cbuild",
    "_Cmulcc": "my_Cmul", "_FCmulcc": "my_FCmul", "_LCmulcc": "my_Cmul",
    "norm": "my_norm", "normf": "my_normf", "norml": "my_norm",
}  # fmt: skip


def source() -> str:
    """Return the C source of the functions that wine lacks."""
    lines = [_HEAD]
    for name in _COMPLEX:
        lines.append(f"D my_{name}(D a) {{ return c2d({name}(d2c(a))); }}")
        lines.append(f"F my_{name}f(F a) {{ return d2f(c2d({name}(d2c(f2d(a))))); }}")
    for name in _REAL:
        lines.append(f"double my_{name}(D a) {{ return {name}(d2c(a)); }}")
        lines.append(f"float my_{name}f(F a) {{ return (float){name}(d2c(f2d(a))); }}")
    return "\n".join([*lines, _TAIL])


def _own() -> dict[str, str]:
    own = dict(_OTHERS)
    for name in (*_COMPLEX, *_REAL):
        own |= {name: f"my_{name}", f"{name}f": f"my_{name}f", f"{name}l": f"my_{name}"}
    return own


def definition(exports: list[str]) -> str:
    """Return the linker's list: our functions, and wine's ``wucrtbas`` for the rest."""
    own = _own()
    lines = ['LIBRARY "ucrtbase.dll"', "EXPORTS"]
    for name in sorted({*exports, *own}):
        plain = name.replace("_", "").isalnum()
        quoted = name if plain else f'"{name}"'
        lines.append(f"  {quoted} = {own.get(name) or f'wucrtbas.{quoted}'}")
    return "\n".join(lines) + "\n"
