# Installs, uses, upgrades and uninstalls the setup program on a real Windows, as the
# current user; ends with an error at the first thing that does not hold.
param([Parameter(Mandatory)][string]$Setup)
$ErrorActionPreference = "Stop"
$place = Join-Path $env:LOCALAPPDATA "程序 目录\gridwatch"
$work = Join-Path $env:TEMP "网格 试用"
New-Item -ItemType Directory -Force $work, "pictures" | Out-Null

function Need($fine, $what) {
    if (-not $fine) { throw "FAIL $what" }
    Write-Host "ok   $what"
}
function Install {
    # /D= comes last and takes spaces without quotes.
    $done = Start-Process $Setup -ArgumentList "/S /D=$place" -Wait -PassThru
    Need ($done.ExitCode -eq 0) "installed silently"
}
function Gridwatch {
    & (Join-Path $place "gridwatch-cli.exe") @args | Out-Host
    Need ($LASTEXITCODE -eq 0) "gridwatch $($args[0])"
}

Install
$first = Get-Content (Join-Path $place "current.txt")
$sample = Get-Item (Join-Path $place "$first\site\gridwatch\_sample_data\*")
$store = Join-Path $work "云溪区.gpkg"
$env:PROJ_LIB = "C:\QGIS\share\proj"
Gridwatch import $sample.FullName $store --yes
Gridwatch check $store --as-of 2026-11-01
Gridwatch print $store --town 990101101000 -o (Join-Path $work "青枫街道.pdf") --as-of 2026-11-01
Gridwatch render $store -o (Join-Path (Get-Location) "pictures\map.png") --as-of 2026-11-01
foreach ($scale in "1", "1.25", "1.5", "2") {
    $env:QT_SCALE_FACTOR = $scale
    Gridwatch open $store --picture (Join-Path (Get-Location) "pictures\window-$scale.png") --as-of 2026-11-01
}
Remove-Item Env:QT_SCALE_FACTOR

# The window itself, on the runner's desktop.
$window = Start-Process (Join-Path $place "gridwatch.exe") -ArgumentList "`"$store`"" -PassThru
Start-Sleep 15
$shown = Get-Process pythonw | Where-Object { $_.MainWindowTitle -match "gridwatch|云溪" }
Need ($null -ne $shown) "the window is on the screen: $($shown.MainWindowTitle)"
Install
Need ((Get-Content (Join-Path $place "current.txt")) -ne $first) "upgraded while it runs"
Need (Test-Path (Join-Path $place "$first\complete.txt")) "the running version is left whole"
$shown | ForEach-Object { $_.CloseMainWindow() | Out-Null }
Start-Sleep 3
Install
Need ((Get-ChildItem $place -Directory -Filter gridwatch-app-*).Count -eq 1) "old versions go"

foreach ($key in ".gwreview", "gridwatch.store\shell\open\command", ".gpkg\OpenWithProgids") {
    Need (Test-Path "HKCU:\Software\Classes\$key") "registered: $key"
}
Start-Process (Join-Path $place "uninstall.exe") -ArgumentList "/S" -Wait
Start-Sleep 10
Need (-not (Test-Path (Join-Path $place "gridwatch.exe"))) "uninstalled"
Need (Test-Path $store) "the store is kept"
Need (-not (Test-Path "HKCU:\Software\Classes\gridwatch.store")) "nothing left in the registry"
