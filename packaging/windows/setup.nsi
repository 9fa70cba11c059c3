; Built by installer.py, which passes VERSION, FILES, LAUNCHERS, OUT, ICON, LICENCES,
; KILOBYTES. Each version lies in a folder of its own; current.txt, changed last, says
; which one starts: an installation that ends midway leaves the old version working.
Unicode true
Target amd64-unicode
!ifdef QUICK
SetCompressor /SOLID zlib
!else
SetCompressor /SOLID lzma
SetCompressorDictSize 64
!endif
ManifestDPIAware true
ManifestSupportedOS Win10
RequestExecutionLevel user
!include MUI2.nsh
!include FileFunc.nsh
!include x64.nsh

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\gridwatch"
!define CLASSES "Software\Classes"
!define OLDEST_BUILD 17763

Name "gridwatch ${VERSION}"
Caption "gridwatch ${VERSION}"
BrandingText " "
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\gridwatch"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
ShowInstDetails nevershow
ShowUninstDetails nevershow
VIProductVersion "${VERSION_NUMBERS}"
VIAddVersionKey /LANG=2052 "ProductName" "gridwatch"
VIAddVersionKey /LANG=2052 "FileDescription" "gridwatch 河长制网格化管理 安装程序"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "LegalCopyright" "MIT"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TEXT "$(WELCOME)"
!define MUI_FINISHPAGE_RUN "$INSTDIR\gridwatch.exe"
!define MUI_LICENSEPAGE_BUTTON "$(GO_ON)"
!define MUI_LICENSEPAGE_TEXT_BOTTOM "$(LICENCE_WORDS)"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_LICENSE "${LICENCES}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "English"

!macro words NAME ZH EN
  LangString ${NAME} ${LANG_SIMPCHINESE} "${ZH}"
  LangString ${NAME} ${LANG_ENGLISH} "${EN}"
!macroend
!insertmacro words WELCOME \
  "将为当前 Windows 用户安装 gridwatch ${VERSION}。$\r$\n$\r$\n不需要管理员权限，不需要网络。已有的工作库和设置不会改动；如果已装旧版本，装完后自动换成新版本。${TEST_WORDS_ZH}" \
  "This installs gridwatch ${VERSION} for the current user.$\r$\n$\r$\nNeither administrator rights nor a network are needed. Stores and settings stay as they are; an older version is replaced at the end.${TEST_WORDS_EN}"
!insertmacro words GO_ON "继续(&C)" "&Continue"
!insertmacro words LICENCE_WORDS \
  "这里是本程序及其所用各部件的许可证，供查阅，不需要逐条同意。" \
  "These are the licences of the program and its parts, for your information."
!insertmacro words TOO_OLD \
  "gridwatch 需要 64 位 Windows 10（1809 版）或更新的系统。没有安装任何文件。请联系信息管理人员。" \
  "gridwatch needs 64-bit Windows 10 version 1809 or later. Nothing was installed."
!insertmacro words NOT_WHOLE \
  "没有装完（磁盘已满，或安全软件拦截了文件）。原来的版本没有改动，仍可使用。请腾出约 700 MB 空间后再试。" \
  "Not finished: the disk is full or security software kept files back. The version you had was not changed and still works. Free about 700 MB and try again."
!insertmacro words PREPARING "正在准备程序（约半分钟）…" "Preparing the program (about half a minute) ..."
!insertmacro words MENU_NAME "河长制网格 gridwatch" "gridwatch"
!insertmacro words UNINSTALL_NAME "卸载 gridwatch" "Uninstall gridwatch"
!insertmacro words STORE_NAME "gridwatch 工作库" "gridwatch store"
!insertmacro words REVIEW_NAME "gridwatch 外业核查包" "gridwatch review package"
!insertmacro words RUNNING \
  "gridwatch 正在运行。请先关闭它的窗口，再卸载。没有删除任何文件。" \
  "gridwatch is running. Close its window first; nothing was removed."

Var folder ; of this version, below $INSTDIR

Function .onInit
  System::Call "*(i 276, i 0, i 0, i 0, i 0, &w128) p .r1"
  System::Call "ntdll::RtlGetVersion(p r1) i .r2"
  System::Call "*$1(i, i .r3, i, i .r4)"
  System::Free $1
  ${If} $3 < 10
  ${OrIf} $4 < ${OLDEST_BUILD}
    MessageBox MB_OK|MB_ICONSTOP "$(TOO_OLD)" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
FunctionEnd

Function fail
  SetOutPath "$TEMP"
  RMDir /r "$INSTDIR\$folder"
  MessageBox MB_OK|MB_ICONSTOP "$(NOT_WHOLE)" /SD IDOK
  SetErrorLevel 2
  Quit
FunctionEnd

; A folder name that is not taken: a running version is never written over.
Function choose_folder
  StrCpy $folder "gridwatch-app-${VERSION}"
  StrCpy $0 1
  ${While} ${FileExists} "$INSTDIR\$folder\*.*"
    IntOp $0 $0 + 1
    StrCpy $folder "gridwatch-app-${VERSION}-$0"
  ${EndWhile}
FunctionEnd

; Removes every other version. One that is running cannot be renamed: it stays whole and
; goes with the next installation.
!macro remove_others KEEP
  RMDir /r "$INSTDIR\gridwatch-going"
  FindFirst $0 $1 "$INSTDIR\gridwatch-app-*"
  ${While} $1 != ""
    ${If} $1 != ${KEEP}
      ClearErrors
      Rename "$INSTDIR\$1" "$INSTDIR\gridwatch-going"
      ${IfNot} ${Errors}
        RMDir /r "$INSTDIR\gridwatch-going"
      ${EndIf}
    ${EndIf}
    FindNext $0 $1
  ${EndWhile}
  FindClose $0
!macroend

Section
  SetOverwrite on
  Call choose_folder
  ClearErrors
  SetOutPath "$INSTDIR\$folder"
  File /r "${FILES}/*.*"
  ${If} ${Errors}
    Call fail
  ${EndIf}
  DetailPrint "$(PREPARING)"
  ; Compiled once here, so that the first start is as quick as the others.
  nsExec::Exec '"$INSTDIR\$folder\python\python.exe" -X utf8 -m compileall -q -q --invalidation-mode unchecked-hash "$INSTDIR\$folder\site" "$INSTDIR\$folder\python"'
  Pop $0
  ; The new version has to be able to say its name before it takes over.
  nsExec::Exec '"$INSTDIR\$folder\python\python.exe" -X utf8 -m gridwatch.selfcheck --quick'
  Pop $0
  ${If} $0 != 0
    Call fail
  ${EndIf}
  FileOpen $1 "$INSTDIR\$folder\complete.txt" w
  FileWrite $1 "${VERSION}"
  FileClose $1

  ; From here on the new version is there; what starts is switched in one step.
  SetOutPath "$INSTDIR"
  ClearErrors
  File "/oname=gridwatch.new" "${LAUNCHERS}/gridwatch.exe"
  File "/oname=gridwatch-cli.new" "${LAUNCHERS}/gridwatch-cli.exe"
  FileOpen $1 "$INSTDIR\current.new" w
  FileWrite $1 "$folder"
  FileClose $1
  ${If} ${Errors}
    Call fail
  ${EndIf}
  !macro put NAME ENDING
    System::Call 'kernel32::MoveFileExW(w "$INSTDIR\${NAME}.new", w "$INSTDIR\${NAME}.${ENDING}", i 9) i .r2'
    ${If} $2 = 0
      Delete "$INSTDIR\${NAME}.new"
    ${EndIf}
  !macroend
  !insertmacro put gridwatch exe
  !insertmacro put gridwatch-cli exe
  !insertmacro put current txt
  ${If} $2 = 0
    Call fail
  ${EndIf}
  WriteUninstaller "$INSTDIR\uninstall.exe"
  !insertmacro remove_others $folder

  CreateDirectory "$SMPROGRAMS\gridwatch"
  CreateShortcut "$SMPROGRAMS\gridwatch\$(MENU_NAME).lnk" "$INSTDIR\gridwatch.exe"
  CreateShortcut "$SMPROGRAMS\gridwatch\$(UNINSTALL_NAME).lnk" "$INSTDIR\uninstall.exe"
  CreateShortcut "$DESKTOP\$(MENU_NAME).lnk" "$INSTDIR\gridwatch.exe"

  ; "Open with" for .gpkg: QGIS keeps the double click if it has it.
  WriteRegStr HKCU "${CLASSES}\gridwatch.store" "" "$(STORE_NAME)"
  WriteRegStr HKCU "${CLASSES}\gridwatch.store" "FriendlyTypeName" "$(STORE_NAME)"
  WriteRegStr HKCU "${CLASSES}\gridwatch.store\DefaultIcon" "" "$INSTDIR\gridwatch.exe,0"
  WriteRegStr HKCU "${CLASSES}\gridwatch.store\shell\open" "FriendlyAppName" "gridwatch"
  WriteRegStr HKCU "${CLASSES}\gridwatch.store\shell\open\command" "" '"$INSTDIR\gridwatch.exe" "%1"'
  WriteRegNone HKCU "${CLASSES}\.gpkg\OpenWithProgids" "gridwatch.store"
  WriteRegStr HKCU "${CLASSES}\Applications\gridwatch.exe" "FriendlyAppName" "gridwatch"
  WriteRegStr HKCU "${CLASSES}\Applications\gridwatch.exe\SupportedTypes" ".gpkg" ""
  WriteRegStr HKCU "${CLASSES}\Applications\gridwatch.exe\SupportedTypes" ".gwreview" ""
  WriteRegStr HKCU "${CLASSES}\Applications\gridwatch.exe\SupportedTypes" ".gwreturn" ""
  WriteRegStr HKCU "${CLASSES}\Applications\gridwatch.exe\shell\open\command" "" '"$INSTDIR\gridwatch.exe" "%1"'
  ; Review packages, going out and coming back, are nobody else's.
  WriteRegStr HKCU "${CLASSES}\gridwatch.review" "" "$(REVIEW_NAME)"
  WriteRegStr HKCU "${CLASSES}\gridwatch.review\DefaultIcon" "" "$INSTDIR\gridwatch.exe,0"
  WriteRegStr HKCU "${CLASSES}\gridwatch.review\shell\open\command" "" '"$INSTDIR\gridwatch.exe" "%1"'
  !macro ours ENDING
    WriteRegStr HKCU "${CLASSES}\${ENDING}" "" "gridwatch.review"
    WriteRegNone HKCU "${CLASSES}\${ENDING}\OpenWithProgids" "gridwatch.review"
  !macroend
  !insertmacro ours .gwreview
  !insertmacro ours .gwreturn
  System::Call "shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)"

  WriteRegStr HKCU "${KEY}" "DisplayName" "$(MENU_NAME)"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\gridwatch.exe,0"
  WriteRegStr HKCU "${KEY}" "Publisher" "gridwatch"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" ${KILOBYTES}
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
SectionEnd

; Takes away what was installed and what can be made again; stores, settings and whatever
; else lies in the folder stay.
Section Uninstall
  ; Windows does not rename the folder of a program that runs.
  RMDir /r "$INSTDIR\gridwatch-going"
  FindFirst $0 $1 "$INSTDIR\gridwatch-app-*"
  ${While} $1 != ""
    ClearErrors
    Rename "$INSTDIR\$1" "$INSTDIR\gridwatch-going"
    ${If} ${Errors}
      FindClose $0
      MessageBox MB_OK|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDOK
      SetErrorLevel 4
      Quit
    ${EndIf}
    RMDir /r "$INSTDIR\gridwatch-going"
    FindNext $0 $1
  ${EndWhile}
  FindClose $0
  Delete "$INSTDIR\current.txt"
  Delete "$INSTDIR\gridwatch.exe"
  Delete "$INSTDIR\gridwatch-cli.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  RMDir /r "$LOCALAPPDATA\gridwatch\cache"
  Delete "$SMPROGRAMS\gridwatch\$(MENU_NAME).lnk"
  Delete "$SMPROGRAMS\gridwatch\$(UNINSTALL_NAME).lnk"
  RMDir "$SMPROGRAMS\gridwatch"
  Delete "$DESKTOP\$(MENU_NAME).lnk"
  DeleteRegKey HKCU "${CLASSES}\gridwatch.store"
  DeleteRegKey HKCU "${CLASSES}\gridwatch.review"
  DeleteRegKey HKCU "${CLASSES}\Applications\gridwatch.exe"
  DeleteRegValue HKCU "${CLASSES}\.gpkg\OpenWithProgids" "gridwatch.store"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.gpkg\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.gpkg"
  DeleteRegKey HKCU "${CLASSES}\.gwreview"
  DeleteRegKey HKCU "${CLASSES}\.gwreturn"
  DeleteRegKey HKCU "${KEY}"
  System::Call "shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)"
SectionEnd
