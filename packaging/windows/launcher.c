/* Starts the gridwatch that is installed beside this file.
 *
 * current.txt names the folder of the version in use. An upgrade puts the new version
 * into a folder of its own and changes current.txt last; where that file or its folder
 * is missing, the newest complete folder is taken. What is missing is said in words,
 * before any part of Python is needed.
 *
 * Python runs inside this process: the task bar, its pinned buttons and Explorer know
 * gridwatch.exe, whose path no upgrade changes.
 *
 * One source, two programs: gridwatch.exe opens the window, gridwatch-cli.exe
 * (-DCONSOLE) runs a command in a console.
 */
#include <windows.h>
#include <shellapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

#define LONGEST 32767
#define OLDEST_BUILD 17763 /* Windows 10 1809: what Qt 6 runs on */
#define FOLDERS L"gridwatch-app-*"

static wchar_t home[LONGEST], chosen[LONGEST];

static int trouble(const wchar_t *words) {
#ifdef CONSOLE
    DWORD written;
    HANDLE out = GetStdHandle(STD_ERROR_HANDLE);
    char bytes[4096];
    int size = WideCharToMultiByte(CP_UTF8, 0, words, -1, bytes, sizeof bytes, 0, 0);
    if (!WriteConsoleW(out, words, (DWORD)wcslen(words), &written, 0) && size > 0)
        WriteFile(out, bytes, (DWORD)(size - 1), &written, 0);
#else
    MessageBoxW(0, words, L"gridwatch", MB_OK | MB_ICONWARNING | MB_SETFOREGROUND);
#endif
    return 1;
}

static BOOL old_system(void) {
    typedef LONG(WINAPI * Ask)(OSVERSIONINFOW *);
    OSVERSIONINFOW found = {sizeof found};
    HMODULE ntdll = GetModuleHandleW(L"ntdll.dll");
    Ask ask = (Ask)(void *)GetProcAddress(ntdll, "RtlGetVersion");
    return ask && !ask(&found) &&
           (found.dwMajorVersion < 10 || found.dwBuildNumber < OLDEST_BUILD);
}

static BOOL is_there(const wchar_t *folder, const wchar_t *name) {
    static wchar_t path[LONGEST];
    _snwprintf(path, LONGEST - 1, L"%ls\\%ls\\%ls", home, folder, name);
    return GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES;
}

static BOOL is_complete(const wchar_t *folder) {
    return *folder && is_there(folder, L"complete.txt") &&
           is_there(folder, L"python\\pythonw.exe") &&
           is_there(folder, L"site\\gridwatch\\__main__.py");
}

/* Reads the first line of current.txt, which is plain ASCII. */
static BOOL named(wchar_t *into) {
    static wchar_t path[LONGEST];
    char line[200] = {0};
    DWORD got = 0, i;
    _snwprintf(path, LONGEST - 1, L"%ls\\current.txt", home);
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, 0,
                              OPEN_EXISTING, 0, 0);
    if (file == INVALID_HANDLE_VALUE) return FALSE;
    ReadFile(file, line, sizeof line - 1, &got, 0);
    CloseHandle(file);
    for (i = 0; i < got && line[i] > ' '; i++) {
        if (line[i] == '\\' || line[i] == '/') return FALSE;
        into[i] = (wchar_t)line[i];
    }
    into[i] = 0;
    return is_complete(into);
}

static BOOL newest(wchar_t *into) {
    static wchar_t pattern[LONGEST];
    WIN32_FIND_DATAW found;
    FILETIME best = {0, 0};
    _snwprintf(pattern, LONGEST - 1, L"%ls\\" FOLDERS, home);
    HANDLE search = FindFirstFileW(pattern, &found);
    if (search == INVALID_HANDLE_VALUE) return FALSE;
    do {
        if (is_complete(found.cFileName) &&
            CompareFileTime(&found.ftCreationTime, &best) > 0) {
            best = found.ftCreationTime;
            wcscpy(into, found.cFileName);
        }
    } while (FindNextFileW(search, &found));
    FindClose(search);
    return best.dwHighDateTime || best.dwLowDateTime;
}

/* The DLL of the chosen Python: python313.dll, not python3.dll. */
static HMODULE python(const wchar_t *folder) {
    static wchar_t path[LONGEST];
    WIN32_FIND_DATAW found;
    HANDLE search;
    _snwprintf(path, LONGEST - 1, L"%ls\\python3??.dll", folder);
    search = FindFirstFileW(path, &found);
    if (search == INVALID_HANDLE_VALUE) return 0;
    FindClose(search);
    _snwprintf(path, LONGEST - 1, L"%ls\\%ls", folder, found.cFileName);
    /* Its neighbours are for its extensions too: the folder of this file has none. */
    AddDllDirectory(folder);
    return LoadLibraryExW(path, 0, LOAD_WITH_ALTERED_SEARCH_PATH);
}

int WINAPI wWinMain(HINSTANCE self, HINSTANCE before, LPWSTR line, int shown) {
    typedef int (*Run)(int, wchar_t **);
    static wchar_t folder[LONGEST], program[LONGEST];
    wchar_t *ours[] = {program, L"-X", L"utf8", L"-m", L"gridwatch", L"open"};
#ifdef CONSOLE
    const int own = 5; /* the command follows */
#else
    const int own = 6;
#endif
    int given, n;
    wchar_t **words, **all, *end;
    HMODULE dll;
    Run run;
    (void)self, (void)before, (void)line, (void)shown;
    if (old_system())
        return trouble(L"gridwatch 需要 Windows 10（1809 版）或更新的系统，"
                       L"这台电脑的系统版本过低，程序没有启动。\n"
                       L"请联系信息管理人员升级系统，或换一台电脑安装。\n\n"
                       L"gridwatch needs Windows 10 version 1809 or later.\n");
    GetModuleFileNameW(0, program, LONGEST - 1);
    wcscpy(home, program);
    end = wcsrchr(home, L'\\');
    if (end) *end = 0;
    if (!named(chosen) && !newest(chosen))
        return trouble(L"程序文件不完整（可能被清理软件或杀毒软件移走），没有启动。\n"
                       L"工作库不受影响。请重新运行安装程序；设置和工作库会保留。\n\n"
                       L"The program's files are not complete. Your stores are safe: "
                       L"run the installer again.\n");
    _snwprintf(folder, LONGEST - 1, L"%ls\\%ls\\python", home, chosen);
    dll = python(folder);
    run = dll ? (Run)(void *)GetProcAddress(dll, "Py_Main") : 0;
    words = CommandLineToArgvW(GetCommandLineW(), &given);
    all = words ? malloc((own + given) * sizeof *all) : 0;
    if (!run || !all)
        return trouble(L"Windows 不能载入本程序的文件（python），可能被安全软件拦截。\n"
                       L"工作库不受影响。请在安全软件中允许 gridwatch，再试一次；"
                       L"仍不行请重新运行安装程序。\n\n"
                       L"Windows could not load a part of the program; security "
                       L"software may be blocking it.\n");
    for (n = 0; n < own; n++) all[n] = ours[n];
    for (n = 1; n < given; n++) all[own + n - 1] = words[n];
    all[own + given - 1] = 0;
    return run(own + given - 1, all);
}

#ifdef CONSOLE
int wmain(void) { return wWinMain(0, 0, 0, 0); }
#endif
