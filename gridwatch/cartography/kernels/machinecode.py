"""Machine code of kernels in the cache folder, loaded without what compiling needs.

Whenever numba's own cache loads a function it gets ready to compile others: it imports
and registers all that it can compile, which takes longer than everything else together.
And it keeps ready what other functions would be linked with. Kernels that lie compiled
need neither; where one has to be compiled after all, numba gets ready then.
"""

from __future__ import annotations

from typing import Any, ClassVar

import llvmlite.binding as llvm
from numba.core.caching import CompileResultCacheImpl, FunctionCache
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompileResult
from numba.core.runtime import rtsys

__all__ = ["MachineCode"]

_FORM = "machine code alone, 1"
"""What is kept begins with it: numba's own cache may have used the same folder."""
_Kept = tuple[bytes, bytes, tuple[str, ...]]
"""Machine code; what others are linked with; the names that the code defines."""


def _kept(library: Any) -> _Kept:  # noqa: ANN401
    """Return what is kept of the code of a kernel."""
    _, _, (code, shared) = library.serialize_using_object_code()
    module = library._get_module_for_linking()
    symbols = (*module.functions, *module.global_variables)
    return code, shared, tuple(s.name for s in symbols if not s.is_declaration)


class _Library(JITCodeLibrary):  # type: ignore[misc]
    """Code of one kernel as it was kept; linked with others only when asked for."""

    _shared_module: Any

    def __init__(self, codegen: Any, name: str, kept: _Kept) -> None:  # noqa: ANN401
        super().__init__(codegen, name)
        code, self._shared, symbols = kept
        self.enable_object_caching()
        self._set_compiled_object(code)
        self._finalize_final_module()
        codegen._engine._defined_symbols.update(symbols)

    def _get_module_for_linking(self) -> Any:  # noqa: ANN401
        if self._shared_module is None:
            self._shared_module = llvm.parse_bitcode(self._shared)
        return self._shared_module


class _OtherFormError(Exception):
    """What lies in the cache folder was not kept by `_Form`."""


class _Form(CompileResultCacheImpl):  # type: ignore[misc]
    """How a compiled kernel is kept: its code, its name and what it is called with."""

    def reduce(self, found: Any) -> tuple[object, ...]:  # noqa: ANN401
        """Return what is kept of a compiled kernel.

        The environments of the functions that were compiled into it are left out: they
        serve calls of Python, which nothing without Python's lock may do.
        """
        found.fndesc.typemap = found.fndesc.calltypes = None
        library, starters = found.library, tuple(found.reload_init)
        caller = found.fndesc, found.environment, found.signature
        return _FORM, library.name, _kept(library), *caller, starters

    def rebuild(self, context: Any, kept: tuple[Any, ...]) -> CompileResult:  # noqa: ANN401
        """Return a compiled kernel as `reduce` has kept it.

        Raises
        ------
        _OtherFormError
            Where somebody else has kept it.
        """
        if kept[0] != _FORM:
            raise _OtherFormError
        _, name, code, description, environment, signature, starters = kept
        for start in starters:
            start()
        library = _Library(context.codegen(), name, code)
        fields = dict.fromkeys(CompileResult._fields) | {
            "target_context": context,
            "typing_context": context.typing_context,
            "library": library,
            "environment": environment,
            "entry_point": context.get_executable(library, description, environment),
            "fndesc": description,
            "type_annotation": "",
            "signature": signature,
            "objectmode": False,
            "lifted": (),
            "reload_init": starters,
            "referenced_envs": (),
        }
        return CompileResult(**fields)


class MachineCode(FunctionCache):  # type: ignore[misc]
    """The cache of one kernel."""

    _impl_class: ClassVar[type] = _Form

    def load_overload(self, signature: Any, context: Any) -> CompileResult | None:  # noqa: ANN401
        """Return the kernel for a signature; None where it has to be compiled."""
        # Of all that numba would get ready, code only needs what counts references.
        rtsys.initialize(context)
        try:
            with self._guard_against_spurious_io_errors():
                found: CompileResult | None = self._load_overload(signature, context)
        except _OtherFormError:
            return None
        return found
