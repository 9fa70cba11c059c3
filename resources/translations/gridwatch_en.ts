<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="zh_CN">
    <context>
        <name>AboutDialog</name>
        <message>
            <source>关于</source>
            <translation>About</translation>
        </message>
        <message>
            <source>在部件名称和许可证中查找</source>
            <translation>Find in names and licences</translation>
        </message>
        <message>
            <source>运行于 Python {version}</source>
            <translation>runs on Python {version}</translation>
        </message>
        <message>
            <source>河长制网格化管理桌面程序，以 MIT 许可证发布。数据只存在本机的工作库（GeoPackage 文件）里，不需要网络。
下面是它使用的自由软件。Qt 等以 LGPL 许可的库是安装文件夹里单独、未经修改的文件，您可以自行替换；源代码可向提供安装包的单位索取。</source>
            <translation>Desktop program for the river-chief system by grid, published under the MIT licence. Data lie only in the store on this computer (a GeoPackage file); no network is needed.
Below is the free software it uses. Libraries under the LGPL, such as Qt, are separate, unmodified files in the program's folder, which you may replace; their sources are to be had from whoever gave you the installer.</translation>
        </message>
        <message>
            <source>部件</source>
            <translation>Part</translation>
        </message>
        <message>
            <source>版本</source>
            <translation>Version</translation>
        </message>
        <message>
            <source>许可证</source>
            <translation>Licence</translation>
        </message>
        <message>
            <source>许可证全文在包含它的部件里。</source>
            <translation>The full text lies in the part that carries it.</translation>
        </message>
    </context>
    <context>
        <name>ActDialog</name>
        <message>
            <source>取消</source>
            <translation>Cancel</translation>
        </message>
    </context>
    <context>
        <name>ActFields</name>
        <message>
            <source>例如：云河长办〔2026〕12号</source>
            <translation>Number of the document</translation>
        </message>
    </context>
    <context>
        <name>AddTool</name>
        <message>
            <source>点一下放置{kind}；近河会吸附，按 Alt 不吸附</source>
            <translation>Click to place a {kind}; it snaps to a river close by, Alt: not</translation>
        </message>
        <message>
            <source>点一下，放置所选的这一个</source>
            <translation>Click to place the selected one</translation>
        </message>
        <message>
            <source>放置{kind}</source>
            <translation>Place {kind}</translation>
        </message>
        <message>
            <source>已放置，Ctrl+Z 撤销。</source>
            <translation>Placed; Ctrl+Z takes it back.</translation>
        </message>
    </context>
    <context>
        <name>ApprovalDialog</name>
        <message>
            <source>变更审批</source>
            <translation>Change Approval</translation>
        </message>
        <message>
            <source>变更</source>
            <translation>Change</translation>
        </message>
        <message>
            <source>填写日期</source>
            <translation>give the day</translation>
        </message>
        <message>
            <source>例如：云环排批〔2026〕18 号</source>
            <translation>For example: No. 18 of 2026</translation>
        </message>
        <message>
            <source>未登记</source>
            <translation>not on record</translation>
        </message>
        <message>
            <source>转为</source>
            <translation>Becomes</translation>
        </message>
        <message>
            <source>审批日期</source>
            <translation>Day</translation>
        </message>
        <message>
            <source>审批文号</source>
            <translation>Document</translation>
        </message>
        <message>
            <source>审批机关</source>
            <translation>Authority</translation>
        </message>
        <message>
            <source>备注</source>
            <translation>Remark</translation>
        </message>
        <message>
            <source>变更审批：{name}</source>
            <translation>Change approval: {name}</translation>
        </message>
        <message>
            <source>现状：{state}　可以转为：{follow}</source>
            <translation>Now: {state}. May become: {follow}</translation>
        </message>
        <message>
            <source>变更记录：</source>
            <translation>On record:</translation>
        </message>
    </context>
    <context>
        <name>BaseMapDialog</name>
        <message>
            <source>底图</source>
            <translation>Base Map</translation>
        </message>
        <message>
            <source>选择文件…</source>
            <translation>Choose File…</translation>
        </message>
        <message>
            <source>移除底图</source>
            <translation>Remove Base Map</translation>
        </message>
        <message>
            <source>文件的坐标系</source>
            <translation>CRS of the file</translation>
        </message>
        <message>
            <source>按此坐标系打开</source>
            <translation>Open with This CRS</translation>
        </message>
        <message>
            <source>不透明度</source>
            <translation>Opacity</translation>
        </message>
        <message>
            <source>瓦片是 GCJ-02 坐标：移回原位</source>
            <translation>Tiles are in GCJ-02: shift them back</translation>
        </message>
        <message>
            <source>多数国内网络地图的瓦片偏移几百米。勾选后按通行公式移回；公式并非官方发布，可能仍差几米，不可用于量测。</source>
            <translation>Tiles of most Chinese web maps are shifted by hundreds of metres. When ticked they are shifted back by the usual formula; it is not official, some metres may be left, so do not measure on it.</translation>
        </message>
        <message>
            <source>确定</source>
            <translation>OK</translation>
        </message>
        <message>
            <source>取消</source>
            <translation>Cancel</translation>
        </message>
        <message>
            <source>选择底图</source>
            <translation>Choose a Base Map</translation>
        </message>
        <message>
            <source>正在打开…</source>
            <translation>Opening…</translation>
        </message>
        <message>
            <source>没有底图</source>
            <translation>No base map</translation>
        </message>
        <message>
            <source>这个文件不覆盖本区，地图上看不到它。</source>
            <translation>This file does not meet the district and will not be seen on the map.</translation>
        </message>
        <message>
            <source>自定义</source>
            <translation>user-defined</translation>
        </message>
        <message>
            <source>坐标系 {crs}</source>
            <translation>CRS {crs}</translation>
        </message>
        <message>
            <source>范围：经度 {west} 至 {east}，纬度 {south} 至 {north}</source>
            <translation>Extent: longitude {west} to {east}, latitude {south} to {north}</translation>
        </message>
    </context>
    <context>
        <name>BatchesDialog</name>
        <message>
            <source>公示牌更换批次</source>
            <translation>Replacement Batches</translation>
        </message>
        <message>
            <source>批次</source>
            <translation>Batches</translation>
        </message>
        <message>
            <source>编号</source>
            <translation>No.</translation>
        </message>
        <message>
            <source>新牌面</source>
            <translation>New face</translation>
        </message>
        <message>
            <source>更换日期</source>
            <translation>Replaced on</translation>
        </message>
        <message>
            <source>安装照片</source>
            <translation>Photograph in place</translation>
        </message>
        <message>
            <source>登记勾选的为已更换</source>
            <translation>Ticked Ones Are Up</translation>
        </message>
        <message>
            <source>办结批次</source>
            <translation>Close Batch</translation>
        </message>
        <message>
            <source>关闭</source>
            <translation>Close</translation>
        </message>
        <message>
            <source>还没有批次：在“更换公示牌牌面”里勾选公示牌，填名称，建立批次。</source>
            <translation>No batch yet: tick boards under “New Faces of Signboards”, give a name and order them.</translation>
        </message>
        <message>
            <source>已登记，可撤销 (Ctrl+Z)。</source>
            <translation>Recorded; Ctrl+Z takes it back.</translation>
        </message>
    </context>
    <context>
        <name>BoardCard</name>
        <message>
            <source>应于 {day} 前更换，逾期 {n} 天</source>
            <translation>To be replaced by {day}: {n} days late</translation>
        </message>
        <message>
            <source>应于 {day} 前更换，还有 {n} 天</source>
            <translation>To be replaced by {day}: {n} days left</translation>
        </message>
        <message>
            <source>牌面缺：{parts}</source>
            <translation>The face lacks: {parts}</translation>
        </message>
        <message>
            <source>牌面</source>
            <translation>Face</translation>
        </message>
        <message>
            <source>牌上写的</source>
            <translation>As printed</translation>
        </message>
        <message>
            <source>今天应写</source>
            <translation>Today</translation>
        </message>
        <message>
            <source>相同</source>
            <translation>the same</translation>
        </message>
        <message>
            <source>以前的牌面</source>
            <translation>Former faces</translation>
        </message>
        <message>
            <source>照片</source>
            <translation>Photographs</translation>
        </message>
    </context>
    <context>
        <name>BoardPhotoDialog</name>
        <message>
            <source>公示牌照片</source>
            <translation>Photograph of a Board</translation>
        </message>
        <message>
            <source>保存照片</source>
            <translation>Save</translation>
        </message>
        <message>
            <source>照片</source>
            <translation>Photograph</translation>
        </message>
        <message>
            <source>照片存进工作库，显示在卡片上。</source>
            <translation>It is kept in the store and shown on the card.</translation>
        </message>
        <message>
            <source>用途</source>
            <translation>Shows</translation>
        </message>
        <message>
            <source>公示牌照片 {code}</source>
            <translation>Photograph of board {code}</translation>
        </message>
    </context>
    <context>
        <name>BoardsDesk</name>
        <message>
            <source>更换公示牌牌面…</source>
            <translation>New Faces of Signboards…</translation>
        </message>
        <message>
            <source>公示牌更换批次…</source>
            <translation>Replacement Batches…</translation>
        </message>
        <message>
            <source>拆除公示牌…</source>
            <translation>Remove Signboard…</translation>
        </message>
        <message>
            <source>公示牌照片…</source>
            <translation>Photograph of Signboard…</translation>
        </message>
        <message>
            <source>公示牌统计…</source>
            <translation>Count Signboards…</translation>
        </message>
        <message>
            <source>牌面规范…</source>
            <translation>Norm of Faces…</translation>
        </message>
        <message>
            <source>请先在表格里或地图上选一块公示牌。</source>
            <translation>Select a signboard in the table or on the map first.</translation>
        </message>
    </context>
    <context>
        <name>BodiesDialog</name>
        <message>
            <source>权属登记里出现的单位。勾选的会建档；类别是按名称推测的，请核对。中央、市属和外区单位不计入镇街考核。</source>
            <translation>Bodies named in ownership rows. Those ticked are added; their types are guessed from the names, please check. Towns are not measured by bodies outside the district.</translation>
        </message>
        <message>
            <source>单位建档</source>
            <translation>Add bodies</translation>
        </message>
        <message>
            <source>单位台账</source>
            <translation>Bodies</translation>
        </message>
        <message>
            <source>筛选…</source>
            <translation>Filter…</translation>
        </message>
        <message>
            <source>权属登记里的单位都已建档，可在这里改类别和联系方式。</source>
            <translation>All bodies named in ownership rows are on record; change types and contacts here.</translation>
        </message>
        <message>
            <source>单位</source>
            <translation>Body</translation>
        </message>
        <message>
            <source>保存</source>
            <translation>Save</translation>
        </message>
        <message>
            <source>取消</source>
            <translation>Cancel</translation>
        </message>
        <message>
            <source>权属行数</source>
            <translation>rows</translation>
        </message>
        <message>
            <source>{name}：尚未建档</source>
            <translation>{name}: not on record yet</translation>
        </message>
    </context>
    <context>
        <name>BooksDesk</name>
        <message>
            <source>四级图册…</source>
            <translation>Four-Level Book…</translation>
        </message>
        <message>
            <source>版式编辑…</source>
            <translation>Edit Layouts…</translation>
        </message>
    </context>
    <context>
        <name>BordersDesk</name>
        <message>
            <source>修复边界…</source>
            <translation>Close borders…</translation>
        </message>
    </context>
    <context>
        <name>BordersDialog</name>
        <message>
            <source>修复边界</source>
            <translation>Close borders</translation>
        </message>
        <message>
            <source>村居界</source>
            <translation>Borders of villages</translation>
        </message>
        <message>
            <source>镇街界</source>
            <translation>Borders of towns</translation>
        </message>
        <message>
            <source>区界</source>
            <translation>Borders of districts</translation>
        </message>
        <message>
            <source>责任网格</source>
            <translation>Cells</translation>
        </message>
        <message>
            <source>修复哪些面</source>
            <translation>Which areas</translation>
        </message>
        <message>
            <source> 米</source>
            <translation> m</translation>
        </message>
        <message>
            <source>容差</source>
            <translation>Tolerance</translation>
        </message>
        <message>
            <source>相距不到这么多米的边界才修复</source>
            <translation>Borders that lie less apart than this are closed</translation>
        </message>
        <message>
            <source>试算</source>
            <translation>Try</translation>
        </message>
        <message>
            <source>缝隙和重叠</source>
            <translation>Gaps and overlaps</translation>
        </message>
        <message>
            <source>灰线：现在的边界；红色：缝隙或重叠；橙色：不吻合的边界；绿色虚线：修复后。</source>
            <translation>Grey: borders now; red: a gap or an overlap; orange: a border that does not match; green, dashed: as closed.</translation>
        </message>
        <message>
            <source>关闭</source>
            <translation>Close</translation>
        </message>
        <message>
            <source>修复</source>
            <translation>Repair</translation>
        </message>
        <message>
            <source>问题</source>
            <translation>Problem</translation>
        </message>
        <message>
            <source>在哪里</source>
            <translation>Where</translation>
        </message>
        <message>
            <source>面积或长度</source>
            <translation>Area or length</translation>
        </message>
        <message>
            <source>平均宽度</source>
            <translation>Mean width</translation>
        </message>
        <message>
            <source>处理</source>
            <translation>What happens</translation>
        </message>
        <message>
            <source>缝隙</source>
            <translation>Gap</translation>
        </message>
        <message>
            <source>边界不吻合</source>
            <translation>Border does not match</translation>
        </message>
        <message>
            <source>重叠</source>
            <translation>Overlap</translation>
        </message>
        <message>
            <source>比容差宽：不改，请人工确定</source>
            <translation>Wider than the tolerance: left to you</translation>
        </message>
        <message>
            <source>{n} 平方米</source>
            <translation>{n} m²</translation>
        </message>
        <message>
            <source>{n} 米</source>
            <translation>{n} m</translation>
        </message>
        <message>
            <source>几个面之间</source>
            <translation>between areas</translation>
        </message>
        <message>
            <source>这些面的边界都吻合，没有要修复的。</source>
            <translation>The borders of these areas match: nothing to repair.</translation>
        </message>
        <message>
            <source>缝隙 {gaps} 处，重叠 {overlaps} 处，不吻合的边界 {metres} 米；修复会改动 {changed} 个面，面积最多变化 {area} 平方米；比容差宽、留待人工的 {left} 处。</source>
            <translation>{gaps} gaps, {overlaps} overlaps, {metres} m of borders that do not match; repairing changes {changed} areas by at most {area} m²; {left} wider than the tolerance are left to you.</translation>
        </message>
        <message>
            <source>选好面和容差后按“试算”：只显示会怎样修复，不改动数据。</source>
            <translation>Choose areas and tolerance, then Try: it only shows what would be closed and changes nothing.</translation>
        </message>
        <message>
            <source>数据已改变，请重新试算。</source>
            <translation>The rows have changed: try again.</translation>
        </message>
        <message>
            <source>修复边界（{n} 个面，容差 {metres} 米）</source>
            <translation>Borders closed ({n} areas, {metres} m)</translation>
        </message>
        <message>
            <source>已修复 {n} 个面的边界；可用“撤销”退回。</source>
            <translation>The borders of {n} areas are closed; Undo takes it back.</translation>
        </message>
    </context>
    <context>
        <name>CardPanel</name>
        <message>
            <source>在地图上点一个对象，或在表格里选一行，这里显示它的全部内容。</source>
            <translation>Click something on the map or choose a row of a table: everything about it appears here.</translation>
        </message>
        <message>
            <source>已选 {n} 个对象</source>
            <translation>{n} objects selected</translation>
        </message>
        <message>
            <source>关联（截至 {day}）</source>
            <translation>Around it (as of {day})</translation>
        </message>
        <message>
            <source>在地图上显示 (F)</source>
            <translation>Show on the map (F)</translation>
        </message>
        <message>
            <source>过期：牌面姓名与 {day} 的河长名单不符</source>
            <translation>Stale: the name on the board differs from the roster of {day}</translation>
        </message>
        <message>
            <source>没有权属登记</source>
            <translation>No ownership on record</translation>
        </message>
        <message>
            <source>另有 {n} 个</source>
            <translation>{n} more</translation>
        </message>
        <message>
            <source>修改{name}</source>
            <translation>Change {name}</translation>
        </message>
        <message>
            <source>编辑… (F2)</source>
            <translation>Edit… (F2)</translation>
        </message>
        <message>
            <source>历史</source>
            <translation>History</translation>
        </message>
        <message>
            <source>编辑权属…</source>
            <translation>Edit Ownership…</translation>
        </message>
        <message>
            <source>登记权属…</source>
            <translation>Register Ownership…</translation>
        </message>
        <message>
            <source>变更河长 · 换届体检…</source>
            <translation>Change of person · handover check…</translation>
        </message>
        <message>
            <source>责任追溯单…</source>
            <translation>Responsibility sheet…</translation>
        </message>
    </context>
    <context>
        <name>CellPanel</name>
        <message>
            <source>网格</source>
            <translation>Cells</translation>
        </message>
        <message>
            <source>还没有网格。
用“文件 → 导入文件夹”导入网格的面图层。</source>
            <translation>There are no cells yet.
Bring in their polygon layer with “File → Import Folder”.</translation>
        </message>
        <message>
            <source>正在统计网格…</source>
            <translation>Reckoning the cells…</translation>
        </message>
        <message>
            <source>汇总级别</source>
            <translation>Level of the sums</translation>
        </message>
        <message>
            <source>返回上一级 (Alt+↑)</source>
            <translation>Back to the level above (Alt+↑)</translation>
        </message>
        <message>
            <source>展开所选行 (Alt+↓)</source>
            <translation>Open the selected row (Alt+↓)</translation>
        </message>
    </context>
    <context>
        <name>ChecksPanel</name>
        <message>
            <source>打开工作库后自动检查。</source>
            <translation>Checks run by themselves once a store is open.</translation>
        </message>
        <message>
            <source>检查项</source>
            <translation>Check</translation>
        </message>
        <message>
            <source>重新检查</source>
            <translation>Check again</translation>
        </message>
        <message>
            <source>导出检查报告…</source>
            <translation>Export check report…</translation>
        </message>
        <message>
            <source>全部问题</source>
            <translation>All faults</translation>
        </message>
        <message>
            <source>导出检查报告</source>
            <translation>Export check report</translation>
        </message>
        <message>
            <source>Excel 工作簿 (*.xlsx)</source>
            <translation>Excel workbook (*.xlsx)</translation>
        </message>
        <message>
            <source>检查报告</source>
            <translation>check report</translation>
        </message>
        <message>
            <source>按检查项</source>
            <translation>By check</translation>
        </message>
        <message>
            <source>按镇街</source>
            <translation>By town</translation>
        </message>
        <message>
            <source>分组</source>
            <translation>Group by</translation>
        </message>
        <message>
            <source>全部程度</source>
            <translation>All severities</translation>
        </message>
        <message>
            <source>错误</source>
            <translation>Error</translation>
        </message>
        <message>
            <source>提醒</source>
            <translation>Warning</translation>
        </message>
        <message>
            <source>程度</source>
            <translation>Severity</translation>
        </message>
        <message>
            <source>限值</source>
            <translation>Limit</translation>
        </message>
        <message>
            <source>问题数</source>
            <translation>Faults</translation>
        </message>
        <message>
            <source>检查报告（Word、PDF）…</source>
            <translation>Report of checks (Word, PDF)…</translation>
        </message>
        <message>
            <source>正在检查…</source>
            <translation>Checking…</translation>
        </message>
        <message>
            <source>{n} 项问题</source>
            <translation>{n} faults</translation>
        </message>
        <message>
            <source>没有问题</source>
            <translation>No faults</translation>
        </message>
        <message>
            <source>已关闭</source>
            <translation>off</translation>
        </message>
        <message>
            <source>不属于任何镇街</source>
            <translation>In no town</translation>
        </message>
        <message>
            <source>打开检查“{name}”</source>
            <translation>Switch on “{name}”</translation>
        </message>
        <message>
            <source>关闭检查“{name}”</source>
            <translation>Switch off “{name}”</translation>
        </message>
        <message>
            <source>修改限值…</source>
            <translation>Change Limit…</translation>
        </message>
        <message>
            <source>打开这项检查</source>
            <translation>Switch On</translation>
        </message>
        <message>
            <source>关闭这项检查</source>
            <translation>Switch Off</translation>
        </message>
        <message>
            <source>在地图上显示全部</source>
            <translation>Show All on the Map</translation>
        </message>
    </context>
    <context>
        <name>ClassTable</name>
        <message>
            <source>分类</source>
            <translation>Classes</translation>
        </message>
        <message>
            <source>上限</source>
            <translation>Upper limit</translation>
        </message>
        <message>
            <source>条件</source>
            <translation>Condition</translation>
        </message>
        <message>
            <source>符号</source>
            <translation>Symbol</translation>
        </message>
        <message>
            <source>名称</source>
            <translation>Name</translation>
        </message>
        <message>
            <source>数量</source>
            <translation>Count</translation>
        </message>
    </context>
    <context>
        <name>ConfirmDialog</name>
        <message>
            <source>确认权属</source>
            <translation>Confirm Ownership</translation>
        </message>
        <message>
            <source>单位</source>
            <translation>Body</translation>
        </message>
        <message>
            <source>身份</source>
            <translation>As</translation>
        </message>
        <message>
            <source>确认日期</source>
            <translation>Confirmed on</translation>
        </message>
        <message>
            <source>确认人</source>
            <translation>Confirmed by</translation>
        </message>
        <message>
            <source>确认文号</source>
            <translation>Document</translation>
        </message>
        <message>
            <source>确认</source>
            <translation>Confirm</translation>
        </message>
        <message>
            <source>取消</source>
            <translation>Cancel</translation>
        </message>
        <message>
            <source>河段</source>
            <translation>segment</translation>
        </message>
        <message>
            <source>提示</source>
            <translation>hint</translation>
        </message>
        <message>
            <source>将要确认的权属</source>
            <translation>Ownership to be confirmed</translation>
        </message>
        <message>
            <source>确认权属：{body}（{n} 条）</source>
            <translation>Confirm ownership: {body} ({n} rows)</translation>
        </message>
        <message>
            <source>按单位批量确认</source>
            <translation>Confirm All of One Body</translation>
        </message>
        <message>
            <source>管理主体或管护主体</source>
            <translation>managing or caring body</translation>
        </message>
        <message>
            <source>管理主体</source>
            <translation>managing body</translation>
        </message>
        <message>
            <source>管护主体</source>
            <translation>caring body</translation>
        </message>
        <message>
            <source>全选</source>
            <translation>All</translation>
        </message>
        <message>
            <source>全不选</source>
            <translation>None</translation>
        </message>
        <message>
            <source>请先选择单位。</source>
            <translation>Choose a body first.</translation>
        </message>
        <message>
            <source>将确认 {n} 条，共 {all} 条待确认</source>
            <translation>{n} of {all} open rows will be confirmed</translation>
        </message>
        <message>
            <source>没有待确认的权属记录。</source>
            <translation>No ownership row is waiting for confirmation.</translation>
        </message>
        <message>
            <source>；{n} 条暂不能确认，原因见“提示”</source>
            <translation>; {n} cannot be confirmed yet, see “hint”</translation>
        </message>
    </context>
    <context>
        <name>ConvenorsDialog</name>
        <message>
            <source>河长联席会议召集人</source>
            <translation>Convenors of River Chiefs</translation>
        </message>
        <message>
            <source>跨辖区的河流</source>
            <translation>Shared rivers</translation>
        </message>
        <message>
            <source>河流</source>
            <translation>River</translation>
        </message>
        <message>
            <source>辖区</source>
            <translation>Shared by</translation>
        </message>
        <message>
            <source>召集人</source>
            <translation>Convenor</translation>
        </message>
        <message>
            <source>依据</source>
            <translation>By</translation>
        </message>
        <message>
            <source>导出表格…</source>
            <translation>Export Table…</translation>
        </message>
        <message>
            <source>全部河流一函…</source>
            <translation>One Letter on All…</translation>
        </message>
        <message>
            <source>本河函件…</source>
            <translation>Letter on This River…</translation>
        </message>
        <message>
            <source>关闭</source>
            <translation>Close</translation>
        </message>
        <message>
            <source>暂缺</source>
            <translation>nobody</translation>
        </message>
        <message>
            <source>最长河段</source>
            <translation>longest reach</translation>
        </message>
        <message>
            <source>防汛指挥长</source>
            <translation>flood commander</translation>
        </message>
        <message>
            <source>并列取上游</source>
            <translation>tie: upper one</translation>
        </message>
        <message>
            <source>空缺顺延</source>
            <translation>next in line</translation>
        </message>
        <message>
            <source>无人在任</source>
            <translation>nobody in office</translation>
        </message>
        <message>
            <source>没有跨镇街或跨区的河流</source>
            <translation>No river is shared by towns or districts</translation>
        </message>
        <message>
            <source>河流有河段（或有线和镇街界），并经过两个以上镇街，才列在这里。</source>
            <translation>Rivers are listed here that have segments (or a line, and towns their borders) and run through two towns or more.</translation>
        </message>
        <message>
            <source>导出表格</source>
            <translation>Export Table</translation>
        </message>
        <message>
            <source>Excel 工作簿 (*.xlsx)</source>
            <translation>Excel workbook (*.xlsx)</translation>
        </message>
    </context>
    <context>
        <name>DayBox</name>
        <message>
            <source>年-月-日</source>
            <translation>year-month-day</translation>
        </message>
        <message>
            <source>日历</source>
            <translation>Calendar</translation>
        </message>
    </context>
    <context>
        <name>DoctorDialog</name>
        <message>
            <source>坐标医生</source>
            <translation>Coordinate doctor</translation>
        </message>
        <message>
            <source>正在逐一试读…</source>
            <translation>Trying each reading…</translation>
        </message>
        <message>
            <source>看位移</source>
            <translation>Show the shift</translation>
        </message>
        <message>
            <source>看全区</source>
            <translation>Whole district</translation>
        </message>
        <message>
            <source>本区范围：西, 南, 东, 北（度），回车试读</source>
            <translation>Box of the district: west, south, east, north (degrees), Return tries it</translation>
        </message>
        <message>
            <source>本区范围</source>
            <translation>Box of the district</translation>
        </message>
        <message>
            <source>我接受这个偏差，按粗略转换导入</source>
            <translation>I accept this doubt: import by the ballpark transformation</translation>
        </message>
        <message>
            <source>用控制点拟合…</source>
            <translation>Fit by control points…</translation>
        </message>
        <message>
            <source>取消</source>
            <translation>Cancel</translation>
        </message>
        <message>
            <source>按此读法</source>
            <translation>Read it so</translation>
        </message>
        <message>
            <source>滚轮缩放，拖动平移</source>
            <translation>Wheel zooms, dragging moves</translation>
        </message>
        <message>
            <source>范围没有采用：请写四个度数，如 116.6, 40.2, 117.5, 40.8。</source>
            <translation>The box was not used: write four degrees, such as 116.6, 40.2, 117.5, 40.8.</translation>
        </message>
    </context>
    <context>
        <name>DoctorPicture</name>
        <message>
            <source>坐标读法的图形</source>
            <translation>Picture of a reading of coordinates</translation>
        </message>
        <message>
            <source>按所选读法</source>
            <translation>As chosen</translation>
        </message>
        <message>
            <source>目前的读法</source>
            <translation>As read so far</translation>
        </message>
        <message>
            <source>已有河流</source>
            <translation>Known rivers</translation>
        </message>
        <message>
            <source>已有边界</source>
            <translation>Known borders</translation>
        </message>
    </context>
    <context>
        <name>DossiersDialog</name>
        <message>
            <source>{n} 个排污口，预览第一个；截至 {day}</source>
            <translation>{n} outfalls, the first is shown; as of {day}</translation>
        </message>
        <message>
            <source>一口一档</source>
            <translation>Dossiers</translation>
        </message>
        <message>
            <source>停止</source>
            <translation>Stop</translation>
        </message>
        <message>
            <source>关闭</source>
            <translation>Close</translation>
        </message>
        <message>
            <source>保存为 Word…</source>
            <translation>Save as Word…</translation>
        </message>
        <message>
            <source>保存为 PDF…</source>
            <translation>Save as PDF…</translation>
        </message>
        <message>
            <source>全区</source>
            <translation>The whole district</translation>
        </message>
        <message>
            <source>打印范围</source>
            <translation>What to print</translation>
        </message>
        <message>
            <source>保存为 PDF</source>
            <translation>Save as PDF</translation>
        </message>
        <message>
            <source>Word 文档 (*.docx)</source>
            <translation>Word document (*.docx)</translation>
        </message>
        <message>
            <source>保存为 Word</source>
            <translation>Save as Word</translation>
        </message>
        <message>
            <source>范围</source>
            <translation>Scope</translation>
        </message>
        <message>
            <source>这个范围里没有排污口。</source>
            <translation>There is no outfall here.</translation>
        </message>
        <message>
            <source>{scope}排污口档案</source>
            <translation>{scope} outfall dossiers</translation>
        </message>
        <message>
            <source>选中的 {n} 个排污口</source>
            <translation>{n} selected outfalls</translation>
        </message>
        <message>
            <source>已保存 {path}</source>
            <translation>Saved {path}</translation>
        </message>
    </context>
    <context>
        <name>ExchangeDesk</name>
        <message>
            <source>导入外业照片和轨迹…</source>
            <translation>Import Photographs and Tracks…</translation>
        </message>
        <message>
            <source>导出图层…</source>
            <translation>Export Layers…</translation>
        </message>
        <message>
            <source>按上级平台列次导出…</source>
            <translation>Export by a Mapping of Columns…</translation>
        </message>
    </context>
    <context>
        <name>ExportDialog</name>
        <message>
            <source>导出</source>
            <translation>Export</translation>
        </message>
        <message>
            <source>图层</source>
            <translation>Layer</translation>
        </message>
        <message>
            <source>按上级平台列次</source>
            <translation>By a Mapping of Columns</translation>
        </message>
        <message>
            <source>停止</source>
            <translation>Stop</translation>
        </message>
        <message>
            <source>关闭</source>
            <translation>Close</translation>
        </message>
        <message>
            <source>导出…</source>
            <translation>Export…</translation>
        </message>
        <message>
            <source>Excel 工作簿 (*.xlsx)</source>
            <translation>Excel workbook (*.xlsx)</translation>
        </message>
        <message>
            <source>在哪个文件夹里新建“{name}”</source>
            <translation>In which folder to make “{name}”</translation>
        </message>
        <message>
            <source>已写出 {path}</source>
            <translation>Wrote {path}</translation>
        </message>
    </context>
    <context>
        <name>FaceBox</name>
        <message>
            <source>加一名河长</source>
            <translation>Add a Chief</translation>
        </message>
        <message>
            <source>去掉这一行</source>
            <translation>Take this line away</translation>
        </message>
    </context>
    <context>
        <name>FaceNormDialog</name>
        <message>
            <source>牌面规范</source>
            <translation>Norm of Faces</translation>
        </message>
        <message>
            <source>要素</source>
            <translation>Part</translation>
        </message>
        <message>
            <source>牌面字段</source>
            <translation>Fields of the face</translation>
        </message>
        <message>
            <source>块数</source>
            <translation>Boards</translation>
        </message>
        <message>
            <source>点一行，选中这些公示牌。</source>
            <translation>Click a line to select its boards.</translation>
        </message>
        <message>
            <source>关闭</source>
            <translation>Close</translation>
        </message>
        <message>
            <source>本区执行</source>
            <translation>In force here</translation>
        </message>
        <message>
            <source>牌面缺要素</source>
            <translation>Parts that faces lack</translation>
        </message>
        <message>
            <source>完好状况</source>
            <translation>Condition</translation>
        </message>
    </context>
    <context>
        <name>FigureDialog</name>
        <message>
            <source>数字从哪里来</source>
            <translation>What the Number Is Made Of</translation>
        </message>
        <message>
            <source>分子、分母与不计的行</source>
            <translation>Rows of numerator, denominator and those excluded</translation>
        </message>
        <message>
            <source>在地图上全部显示</source>
            <translation>Show All on the Map</translation>
        </message>
        <message>
            <source>导出…</source>
            <translation>Export…</translation>
        </message>
        <message>
            <source>关闭</source>
            <translation>Close</translation>
        </message>
        <message>
            <source>口径：{rule}
截至 {day}</source>
            <translation>Rule: {rule}
As of {day}</translation>
        </message>
        <message>
            <source>计入 {n}</source>
            <translation>Counted {n}</translation>
        </message>
        <message>
            <source>分子 {n}</source>
            <translation>Numerator {n}</translation>
        </message>
        <message>
            <source>未达到 {n}</source>
            <translation>Not reached {n}</translation>
        </message>
        <message>
            <source>分母 {n}</source>
            <translation>Denominator {n}</translation>
        </message>
        <message>
            <source>不计 {n}</source>
            <translation>Excluded {n}</translation>
        </message>
        <message>
            <source>导出数字的来源</source>
            <translation>Export What the Number Is Made Of</translation>
        </message>
        <message>
            <source>Excel 工作簿 (*.xlsx)</source>
            <translation>Excel workbook (*.xlsx)</translation>
        </message>
    </context>
    <context>
        <name>Filing</name>
        <message>
            <source>工作库正被使用</source>
            <translation>Store in use</translation>
        </message>
        <message>
            <source>可以先以只读方式打开，看图和打印。</source>
            <translation>You can open it read-only to look and print.</translation>
        </message>
        <message>
            <source>只读打开</source>
            <translation>Open read-only</translation>
        </message>
        <message>
            <source>打开工作库</source>
            <translation>Open store</translation>
        </message>
        <message>
            <source>工作库</source>
            <translation>Store</translation>
        </message>
        <message>
            <source>正在准备 {name}…</source>
            <translation>Preparing {name}…</translation>
        </message>
        <message>
            <source>导入文件夹</source>
            <translation>Import folder</translation>
        </message>
        <message>
            <source>导入文件</source>
            <translation>Import file</translation>
        </message>
        <message>
            <source>所有文件</source>
            <translation>All files</translation>
        </message>
        <message>
            <source>可导入的文件</source>
            <translation>Files that can be imported</translation>
        </message>
        <message>
            <source>已保存：{path}</source>
            <translation>Saved: {path}</translation>
        </message>
        <message>
            <source>备份</source>
            <translation>backup</translation>
        </message>
        <message>
            <source>备份工作库</source>
            <translation>Back up store</translation>
        </message>
        <message>
            <source>没有搁置的行：导入的每一行都已入库。</source>
            <translation>No rows were kept aside: every imported row is in the store.</translation>
        </message>
        <message>
            <source>导出搁置的行</source>
            <translation>Export rows kept aside</translation>
        </message>
        <message>
            <source>搁置的行</source>
            <translation>rows kept aside</translation>
        </message>
        <message>
            <source>Excel 工作簿 (*.xlsx)</source>
            <translation>Excel workbook (*.xlsx)</translation>
        </message>
        <message>
            <source>导出河长名单</source>
            <translation>Export roster of chiefs</translation>
        </message>
        <message>
            <source>河长名单</source>
            <translation>roster of chiefs</translation>
        </message>
    </context>
    <context>
        <name>FindingsList</name>
        <message>
            <source>程度</source>
            <translation>Severity</translation>
        </message>
        <message>
            <source>位置</source>
            <translation>Place</translation>
        </message>
        <message>
            <source>说明</source>
            <translation>What it is</translation>
        </message>
        <message>
            <source>发现的问题</source>
            <translation>Findings</translation>
        </message>
        <message>
            <source>没有发现问题</source>
            <translation>Nothing was found</translation>
        </message>
        <message>
            <source> 第 {n} 行</source>
            <translation> row {n}</translation>
        </message>
        <message>
            <source>（{n} 处）</source>
            <translation> ({n} places)</translation>
        </message>
    </context>
    <context>
        <name>FitDialog</name>
        <message>
            <source>控制点拟合</source>
            <translation>Fit by control points</translation>
        </message>
        <message>
            <source>选择控制点表…</source>
            <translation>Choose the table…</translation>
        </message>
        <message>
            <source>还没有选择</source>
            <translation>none chosen yet</translation>
        </message>
        <message>
            <source>点名</source>
            <translation>Point</translation>
        </message>
        <message>
            <source>残差 东 (m)</source>
            <translation>Residual east (m)</translation>
        </message>
        <message>
            <source>残差 北 (m)</source>
            <translation>Residual north (m)</translation>
        </message>
        <message>
            <source>残差 (m)</source>
            <translation>Residual (m)</translation>
        </message>
        <message>
            <source>留一误差 (m)</source>
            <translation>Left out (m)</translation>
        </message>
        <message>
            <source>各控制点的残差</source>
            <translation>Residuals of the control points</translation>
        </message>
        <message>
            <source>采用这个拟合</source>
            <translation>Use this fit</translation>
        </message>
        <message>
            <source>取消</source>
            <translation>Cancel</translation>
        </message>
        <message>
            <source>选择控制点表</source>
            <translation>Choose the table of control points</translation>
        </message>
        <message>
            <source>控制点表 (*.csv *.txt *.xlsx *.xls)</source>
            <translation>Control points (*.csv *.txt *.xlsx *.xls)</translation>
        </message>
        <message>
            <source>所有文件 (*)</source>
            <translation>All files (*)</translation>
        </message>
        <message>
            <source>&lt;b&gt;{n} 个点，点位中误差 {rms} m，最大留一误差 {left}。&lt;/b&gt; 尺度 {ppm} ppm，旋转 {turn}″。</source>
            <translation>&lt;b&gt;{n} points, RMS {rms} m, largest left-out error {left}.&lt;/b&gt; Scale {ppm} ppm, rotation {turn}″.</translation>
        </message>
        <message>
            <source> 自由仿射拟合的中误差为 {m} m。</source>
            <translation> A free affine fit has an RMS of {m} m.</translation>
        </message>
        <message>
            <source>表中每行一个点：点名、x_old、y_old、x_new、y_new（旧坐标按文件的坐标系，新坐标为 CGCS2000）。东、北两轴自动分辨；至少 2 个点，4 个以上并分布在四周为好。点、残差和误差随这次导入记录在案。</source>
            <translation>One point a row: name, x_old, y_old, x_new, y_new (old in the file's CRS, new in CGCS2000). East and north are told apart by themselves; at least 2 points, better 4 or more around the area. Points, residuals and errors go on record with the import.</translation>
        </message>
    </context>
    <context>
        <name>FlagBox</name>
        <message>
            <source>不详</source>
            <translation>not known</translation>
        </message>
    </context>
    <context>
        <name>FlawPicture</name>
        <message>
            <source>缝隙或重叠的图</source>
            <translation>Picture of the gap or overlap</translation>
        </message>
        <message>
            <source>{n} 米</source>
            <translation>{n} m</translation>
        </message>
    </context>
    <context>
        <name>Footer</name>
        <message>
            <source>取消</source>
            <translation>Cancel</translation>
        </message>
        <message>
            <source>比例尺</source>
            <translation>Scale</translation>
        </message>
        <message>
            <source>北坐标 X {north}   东坐标 Y {east}</source>
            <translation>Northing X {north}   Easting Y {east}</translation>
        </message>
        <message>
            <source>检查：没有问题</source>
            <translation>Checks: no faults</translation>
        </message>
        <message>
            <source>检查：{n} 项问题 → </source>
            <translation>Checks: {n} faults → </translation>
        </message>
        <message>
            <source>检查：{n} 项问题（截至 {day}） → </source>
            <translation>Checks: {n} faults (as of {day}) → </translation>
        </message>
    </context>
    <context>
        <name>FormsDialog</name>
        <message>
            <source>选择要签字盖章的单位。每份确认表列出该单位的河段、合计、双方签章处和权属明细；输出后自动留下记录。</source>
            <translation>Choose who is to sign. Each form lists the segments of the body, totals, places to sign and stamp, and the ownership in detail; what is given out is kept on record.</translation>
        </message>
        <message>
            <source>{party}　{n} 个河段，{km} 公里</source>
            <translation>{party}: {n} segments, {km} km</translation>
        </message>
        <message>
            <source>权属确认表</source>
            <translation>Confirmation Form</translation>
        </message>
        <message>
            <source>已保存 {n} 份权属确认表：{folder}</source>
            <translation>{n} confirmation forms saved: {folder}</translation>
        </message>
        <message>
            <source>筛选…</source>
            <translation>Filter…</translation>
        </message>
        <message>
            <source>签字盖章的单位</source>
            <translation>Who signs</translation>
        </message>
        <message>
            <source>输出</source>
            <translation>Make</translation>
        </message>
        <message>
            <source>取消</source>
            <translation>Cancel</translation>
        </message>
        <message>
            <source>保存到文件夹</source>
            <translation>Save in a Folder</translation>
        </message>
        <message>
            <source>输出权属确认表</source>
            <translation>Give out confirmation forms</translation>
        </message>
        <message>
            <source>按单位</source>
            <translation>By body</translation>
        </message>
        <message>
            <source>按镇街（属地）</source>
            <translation>By town (territory)</translation>
        </message>
        <message>
            <source>合成一份，先预览</source>
            <translation>One paper, shown first</translation>
        </message>
        <message>
            <source>每个单位一个 PDF 文件</source>
            <translation>A PDF file for each</translation>
        </message>
        <message>
            <source>每个单位一个 Word 文件</source>
            <translation>A Word file for each</translation>
        </message>
        <message>
            <source>全选</source>
            <translation>All</translation>
        </message>
        <message>
            <source>全不选</source>
            <translation>None</translation>
        </message>
        <message>
            <source>已选 {n} 份</source>
            <translation>{n} chosen</translation>
        </message>
        <message>
            <source>　区外</source>
            <translation> (outside)</translation>
        </message>
    </context>
    <context>
        <name>HelpDesk</name>
        <message>
            <source>用户手册</source>
            <translation>Manual</translation>
        </message>
        <message>
            <source>界面导览</source>
            <translation>Tour of the Window</translation>
        </message>
        <message>
            <source>从文件安装更新…</source>
            <translation>Install Update from File…</translation>
        </message>
        <message>
            <source>地图</source>
            <translation>Map</translation>
        </message>
        <message>
            <source>滚轮放大缩小，拖动移动。点一个河段、公示牌或排污口就选中它，右边的表格和卡片跟着变。左边的图层打勾显示，数字键 1 到 9 开关。</source>
            <translation>The wheel zooms, dragging moves. Click a segment, board or outfall to select it; table and card at the right follow. Tick layers at the left, or switch them with the keys 1 to 9.</translation>
        </message>
        <message>
            <source>表格</source>
            <translation>Tables</translation>
        </message>
        <message>
            <source>河段权属、公示牌、排污口、网格、名册、检查、日志，一类一页。点一行，地图就过去；“筛选”里边打字边找；右键有能做的事。</source>
            <translation>Ownership, boards, outfalls, cells, roster, checks, journal: a page each. Click a row and the map goes there; type into the filter to find; the right button offers what can be done.</translation>
        </message>
        <message>
            <source>卡片</source>
            <translation>Card</translation>
        </message>
        <message>
            <source>选中的对象的全部内容：字段、在哪个村和网格、谁负责。有铅笔的双击就能改；改动立即存好，Ctrl+Z 退回。</source>
            <translation>All there is on what is selected: fields, village and cell, who answers for it. Double-click what has a pencil to change it; it is stored at once, Ctrl+Z takes it back.</translation>
        </message>
        <message>
            <source>截至日期</source>
            <translation>As of</translation>
        </message>
        <message>
            <source>整个窗口说的是这一天：谁在任、哪块牌过期、印什么图。往回拨就看到当时谁负责；Ctrl+T 回到今天。</source>
            <translation>The whole window speaks of this day: who is in office, which board is stale, what is printed. Turn it back to see who answered then; Ctrl+T returns to today.</translation>
        </message>
        <message>
            <source>查找，和随时的帮助</source>
            <translation>Search, and help at any time</translation>
        </message>
        <message>
            <source>在这里找河流、人、编码、地名，拼音首字母也行：yxh 就是云溪河。任何时候按 F1，手册打开在您正用的地方。</source>
            <translation>Find rivers, people, codes and places here, by the initials of their pinyin too. Press F1 at any time: the manual (in Chinese) opens at what you are using.</translation>
        </message>
    </context>
    <context>
        <name>HelpWindow</name>
        <message>
            <source>用户手册</source>
            <translation>Manual</translation>
        </message>
        <message>
            <source>在手册里查找…</source>
            <translation>Search the manual…</translation>
        </message>
        <message>
            <source>手册还没有生成。程序照常可用；从源码运行时请先执行 python3 dev.py manual。</source>
            <translation>The manual has not been built. The program works all the same; from source, run python3 dev.py manual first.</translation>
        </message>
        <message>
            <source>后退</source>
            <translation>Back</translation>
        </message>
        <message>
            <source>前进</source>
            <translation>Forward</translation>
        </message>
        <message>
            <source>打开 PDF（可打印）</source>
            <translation>Open the PDF (to print)</translation>
        </message>
        <message>
            <source>在浏览器里打开</source>
            <translation>Open in the browser</translation>
        </message>
        <message>
            <source>没有找到。请换一个词，越短越好。</source>
            <translation>Nothing found. Try another word, the shorter the better.</translation>
        </message>
    </context>
    <context>
        <name>ImportDialog</name>
        <message>
            <source>导入文件夹</source>
            <translation>Import folder</translation>
        </message>
        <message>
            <source>导出搁置的行…</source>
            <translation>Export rows kept aside…</translation>
        </message>
        <message>
            <source>取消</source>
            <translation>Cancel</translation>
        </message>
        <message>
            <source>导入</source>
            <translation>Import</translation>
        </message>
        <message>
            <source>导入到</source>
            <translation>Into</translation>
        </message>
        <message>
            <source>浏览…</source>
            <translation>Browse…</translation>
        </message>
        <message>
            <source>工作库保存位置</source>
            <translation>Where to save the store</translation>
        </message>
        <message>
            <source>正在查看文件夹里有什么…</source>
            <translation>Looking at what is in the folder…</translation>
        </message>
        <message>
            <source>{files} 个文件，导入 {taken} 个，共 {rows} 行。坐标系统一为 EPSG:{crs}。</source>
            <translation>{files} files, {taken} of them imported, {rows} rows in all. Everything is brought to EPSG:{crs}. </translation>
        </message>
        <message>
            <source>有 {n} 处是推测，请核对标“？”的项。</source>
            <translation>{n} entries are guesses: see those marked “？”.</translation>
        </message>
        <message>
            <source>正在导入，可以随时取消；取消后工作库和原来一样。</source>
            <translation>Importing. You may cancel at any time; the store then stays as it was.</translation>
        </message>
        <message>
            <source>完成</source>
            <translation>Done</translation>
        </message>
        <message>
            <source>导入完成。每一行的去向如下，一行也不会丢。</source>
            <translation>Imported. This is what became of every row; none is lost.</translation>
        </message>
        <message>
            <source>对象</source>
            <translation>Object</translation>
        </message>
        <message>
            <source>新增</source>
            <translation>New</translation>
        </message>
        <message>
            <source>更新</source>
            <translation>Updated</translation>
        </message>
        <message>
            <source>未变</source>
            <translation>Unchanged</translation>
        </message>
        <message>
            <source>搁置 {n} 行，连同原因存入工作库，可以导出。</source>
            <translation>{n} rows were kept aside in the store with their reasons and can be exported.</translation>
        </message>
        <message>
            <source>导出搁置的行</source>
            <translation>Export rows kept aside</translation>
        </message>
        <message>
            <source>Excel 工作簿 (*.xlsx)</source>
            <translation>Excel workbook (*.xlsx)</translation>
        </message>
        <message>
            <source>搁置的行</source>
            <translation>rows kept aside</translation>
        </message>
        <message>
            <source>前几行与编码</source>
            <translation>First rows and encoding</translation>
        </message>
        <message>
            <source>列与字段</source>
            <translation>Columns and fields</translation>
        </message>
        <message>
            <source>提示</source>
            <translation>Notes</translation>
        </message>
        <message>
            <source>提示 {n}</source>
            <translation>Notes {n}</translation>
        </message>
        <message>
            <source>坐标与位置</source>
            <translation>Coordinates and place</translation>
        </message>
    </context>
    <context>
        <name>InventoryDialog</name>
        <message>
            <source>公示牌统计</source>
            <translation>Signboards Counted</translation>
        </message>
        <message>
            <source>行列互换</source>
            <translation>Swap</translation>
        </message>
        <message>
            <source>公示牌统计表</source>
            <translation>Table of signboards</translation>
        </message>
        <message>
            <source>导出 Excel…</source>
            <translation>Export Excel…</translation>
        </message>
        <message>
            <source>细看这一行</source>
            <translation>Open This Row</translation>
        </message>
        <message>
            <source>关闭</source>
            <translation>Close</translation>
        </message>
        <message>
            <source>行</source>
            <translation>Rows</translation>
        </message>
        <message>
            <source>列</source>
            <translation>Columns</translation>
        </message>
        <message>
            <source>这一天在立</source>
            <translation>Standing on</translation>
        </message>
        <message>
            <source>返回上一层：</source>
            <translation>Back up: </translation>
        </message>
        <message>
            <source>{day} 在立 {n} 块。点数字选中公示牌，双击细看一行。</source>
            <translation>{n} stood on {day}. Click a number to select its boards, double click to open a row.</translation>
        </message>
        <message>
            <source>Excel 工作簿 (*.xlsx)</source>
            <translation>Excel workbook (*.xlsx)</translation>
        </message>
        <message>
            <source>已保存：{path}</source>
            <translation>Saved: {path}</translation>
        </message>
    </context>
    <context>
        <name>JournalModel</name>
        <message>
            <source>时间</source>
            <translation>Time</translation>
        </message>
        <message>
            <source>操作</source>
            <translation>What</translation>
        </message>
        <message>
            <source>对象</source>
            <translation>Row</translation>
        </message>
        <message>
            <source>改动</source>
            <translation>Change</translation>
        </message>
        <message>
            <source>操作人</source>
            <translation>Who</translation>
        </message>
        <message>
            <source>原因</source>
            <translation>Reason</translation>
        </message>
    </context>
    <context>
        <name>JournalPanel</name>
        <message>
            <source>恢复这一项…</source>
            <translation>Restore This…</translation>
        </message>
        <message>
            <source>筛选…</source>
            <translation>Filter…</translation>
        </message>
        <message>
            <source>筛选日志</source>
            <translation>Filter the journal</translation>
        </message>
        <message>
            <source>全部类别</source>
            <translation>All kinds</translation>
        </message>
        <message>
            <source>类别</source>
            <translation>Kind</translation>
        </message>
        <message>
            <source>某一天</source>
            <translation>A day</translation>
        </message>
        <message>
            <source>只看这一天，写作 2026-11-22</source>
            <translation>Only this day, written 2026-11-22</translation>
        </message>
        <message>
            <source>仅所选行</source>
            <translation>Selected row only</translation>
        </message>
        <message>
            <source>日志</source>
            <translation>Journal</translation>
        </message>
        <message>
            <source>日志里没有符合条件的记录。每次导入和修改都会记在这里。</source>
            <translation>Nothing in the journal fits. Every import and every edit is kept here.</translation>
        </message>
        <message>
            <source>恢复：{what}（{when}）</source>
            <translation>Restored: {what} ({when})</translation>
        </message>
        <message>
            <source>恢复这一项</source>
            <translation>Restore This</translation>
        </message>
        <message>
            <source>这一行后来又改过，仍要恢复吗？</source>
            <translation>The row was changed again since. Restore it all the same?</translation>
        </message>
        <message>
            <source>仍要恢复</source>
            <translation>Restore All the Same</translation>
        </message>
        <message>
            <source>取消</source>
            <translation>Cancel</translation>
        </message>
    </context>
    <context>
        <name>LayersPage</name>
        <message>
            <source>要导出的图层</source>
            <translation>Layers to export</translation>
        </message>
        <message>
            <source>Shapefile（文件夹）</source>
            <translation>Shapefile (folder)</translation>
        </message>
        <message>
            <source>GeoPackage（.gpkg）</source>
            <translation>GeoPackage (.gpkg)</translation>
        </message>
        <message>
            <source>GeoJSON（网页地图）</source>
            <translation>GeoJSON (web maps)</translation>
        </message>
        <message>
            <source>KML（谷歌地球、奥维）</source>
            <translation>KML (Google Earth, Ovital)</translation>
        </message>
        <message>
            <source>Excel 工作簿（.xlsx）</source>
            <translation>Excel workbook (.xlsx)</translation>
        </message>
        <message>
            <source>CSV 文本（.csv）</source>
            <translation>CSV text (.csv)</translation>
        </message>
        <message>
            <source>GBK（老版 ArcGIS、各地通用）</source>
            <translation>GBK (older ArcGIS, most common)</translation>
        </message>
        <message>
            <source>GB18030（生僻字）</source>
            <translation>GB18030 (rare characters)</translation>
        </message>
        <message>
            <source>UTF-8（新版 ArcGIS、QGIS）</source>
            <translation>UTF-8 (newer ArcGIS, QGIS)</translation>
        </message>
        <message>
            <source>工作库的（EPSG:{n}）</source>
            <translation>That of the store (EPSG:{n})</translation>
        </message>
        <message>
            <source>CGCS2000 经纬度（EPSG:4490）</source>
            <translation>CGCS2000 longitude, latitude (EPSG:4490)</translation>
        </message>
        <message>
            <source>WGS 84 经纬度（EPSG:4326）</source>
            <translation>WGS 84 longitude, latitude (EPSG:4326)</translation>
        </message>
        <message>
            <source>对外（隐去手机号中间几位）</source>
            <translation>The public (mobiles masked)</translation>
        </message>
        <message>
            <source>办公室内部（原样）</source>
            <translation>The office only (as they are)</translation>
        </message>
        <message>
            <source>图层</source>
            <translation>Layer</translation>
        </message>
        <message>
            <source>行</source>
            <translation>Row</translation>
        </message>
        <message>
            <source>编码或名称</source>
            <translation>Code or name</translation>
        </message>
        <message>
            <source>字段</source>
            <translation>Field</translation>
        </message>
        <message>
            <source>说明</source>
            <translation>Remark</translation>
        </message>
        <message>
            <source>写出前的提示</source>
            <translation>What to know before writing</translation>
        </message>
        <message>
            <source>放不进去的值：缺的字写成〓，过长的截断</source>
            <translation>Values that do not fit: 〓 for what is lacking, long ones cut</translation>
        </message>
        <message>
            <source>格式</source>
            <translation>Format</translation>
        </message>
        <message>
            <source>编码</source>
            <translation>Encoding</translation>
        </message>
        <message>
            <source>坐标系</source>
            <translation>CRS</translation>
        </message>
        <message>
            <source>截至</source>
            <translation>As of</translation>
        </message>
        <message>
            <source>用途</source>
            <translation>For</translation>
        </message>
        <message>
            <source>请勾选要导出的图层。</source>
            <translation>Tick the layers to export.</translation>
        </message>
        <message>
            <source>正在核对能否原样写出…</source>
            <translation>Looking whether all fits…</translation>
        </message>
        <message>
            <source>{layers} 个图层，{rows} 行；</source>
            <translation>{layers} layers, {rows} rows; </translation>
        </message>
        <message>
            <source>有 {n} 个值放不进去，请选换编码、换格式，或勾选下面一项。</source>
            <translation>{n} values do not fit: take another encoding or format, or tick the box below.</translation>
        </message>
        <message>
            <source>没有放不进去的值。</source>
            <translation>all values fit.</translation>
        </message>
    </context>
    <context>
        <name>LayersPanel</name>
        <message>
            <source>打开工作库后，这里列出图层。</source>
            <translation>Layers are listed here once a store is open.</translation>
        </message>
        <message>
            <source>图层</source>
            <translation>Layers</translation>
        </message>
        <message>
            <source>缩放到图层</source>
            <translation>Zoom to layer</translation>
        </message>
        <message>
            <source>只显示此图层</source>
            <translation>Show only this layer</translation>
        </message>
        <message>
            <source>全部显示</source>
            <translation>Show all</translation>
        </message>
        <message>
            <source>符号…</source>
            <translation>Symbols…</translation>
        </message>
        <message>
            <source>不透明度</source>
            <translation>Opacity</translation>
        </message>
        <message>
            <source>底图设置…</source>
            <translation>Base Map Settings…</translation>
        </message>
        <message>
            <source>移除底图</source>
            <translation>Remove Base Map</translation>
        </message>
    </context>
    <context>
        <name>LayoutCanvas</name>
        <message>
            <source>版面</source>
            <translation>Layout</translation>
        </message>
    </context>
    <context>
        <name>LayoutEditor</name>
        <message>
            <source>版式编辑</source>
            <translation>Edit Layouts</translation>
        </message>
        <message>
            <source>版面的各块</source>
            <translation>Blocks of the layout</translation>
        </message>
        <message>
            <source>撤销</source>
            <translation>Undo</translation>
        </message>
        <message>
            <source>重做</source>
            <translation>Redo</translation>
        </message>
        <message>
            <source>打开…</source>
            <translation>Open…</translation>
        </message>
        <message>
            <source>关闭</source>
            <translation>Close</translation>
        </message>
        <message>
            <source>另存为自己的版式…</source>
            <translation>Save as Own…</translation>
        </message>
        <message>
            <source>{place} 会换成地名全称，{name} 换成名称</source>
            <translation>{place} becomes the full name of the place, {name} its own name</translation>
        </message>
        <message>
            <source>左</source>
            <translation>Left</translation>
        </message>
        <message>
            <source>上</source>
            <translation>Top</translation>
        </message>
        <message>
            <source>宽</source>
            <translation>Width</translation>
        </message>
        <message>
            <source>高</source>
            <translation>Height</translation>
        </message>
        <message>
            <source>版式</source>
            <translation>Layout</translation>
        </message>
        <message>
            <source>方向</source>
            <translation>Paper</translation>
        </message>
        <message>
            <source>图名</source>
            <translation>Title</translation>
        </message>
        <message>
            <source>英文图名</source>
            <translation>In English</translation>
        </message>
        <message>
            <source>文字</source>
            <translation>Text</translation>
        </message>
        <message>
            <source>英文</source>
            <translation>English</translation>
        </message>
        <message>
            <source>纵向</source>
            <translation>Upright</translation>
        </message>
        <message>
            <source>横向</source>
            <translation>Across</translation>
        </message>
        <message>
            <source>移动版面块</source>
            <translation>Move block</translation>
        </message>
        <message>
            <source>改图名</source>
            <translation>Change title</translation>
        </message>
        <message>
            <source>改文字</source>
            <translation>Change text</translation>
        </message>
        <message>
            <source>拖动或用方向键移动，拖边角或加 Shift 改大小，Alt 不吸附</source>
            <translation>Drag or use the arrows; handles or Shift resize; Alt: no snapping</translation>
        </message>
        <message>
            <source>打开版式</source>
            <translation>Open Layout</translation>
        </message>
        <message>
            <source>版式 (*.toml)</source>
            <translation>Layouts (*.toml)</translation>
        </message>
        <message>
            <source>另存为自己的版式</source>
            <translation>Save as Own Layout</translation>
        </message>
        <message>
            <source>已保存版式：{path}</source>
            <translation>Layout saved: {path}</translation>
        </message>
    </context>
    <context>
        <name>LedgerColumnsDialog</name>
        <message>
            <source>列的对应</source>
            <translation>Columns</translation>
        </message>
        <message>
            <source>文件的每一列对应哪个字段；下个月同名文件会照此提出。</source>
            <translation>Which field each column of the file fills; next month's file of that name is proposed the same.</translation>
        </message>
        <message>
            <source>按此比对</source>
            <translation>Compare so</translation>
        </message>
        <message>
            <source>取消</source>
            <translation>Cancel</translation>
        </message>
        <message>
            <source>文件的列</source>
            <translation>Column of the file</translation>
        </message>
        <message>
            <source>字段</source>
            <translation>Field</translation>
        </message>
        <message>
            <source>不比较</source>
            <translation>Not compared</translation>
        </message>
    </context>
    <context>
        <name>LedgerDetail</name>
        <message>
            <source>它是台账里的</source>
            <translation>On record it is</translation>
        </message>
        <message>
            <source>逐项差异</source>
            <translation>Field by field</translation>
        </message>
        <message>
            <source>字段</source>
            <translation>Field</translation>
        </message>
        <message>
            <source>台账原值</source>
            <translation>On record</translation>
        </message>
        <message>
            <source>本文件</source>
            <translation>In the file</translation>
        </message>
        <message>
            <source>选中一行，逐项查看台账原值和本文件的值。</source>
            <translation>Select a row to see what is on record and what is in the file, field by field.</translation>
        </message>
        <message>
            <source>还没有定：保持原样</source>
            <translation>Not decided: as it is</translation>
        </message>
        <message>
            <source>都不是：作为新增</source>
            <translation>None of them: it is new</translation>
        </message>
    </context>
    <context>
        <name>LedgerDialog</name>
        <message>
            <source>台账比对</source>
            <translation>Compare a ledger</translation>
        </message>
        <message>
            <source>选择台账文件…</source>
            <translation>Choose a Ledger…</translation>
        </message>
        <message>
            <source> 米</source>
            <translation> m</translation>
        </message>
        <message>
            <source>全区</source>
            <translation>Whole district</translation>
        </message>
        <message>
            <source>列的对应…</source>
            <translation>Columns…</translation>
        </message>
        <message>
            <source>筛选…</source>
            <translation>Filter…</translation>
        </message>
        <message>
            <source>与台账不同的行</source>
            <translation>Rows that differ</translation>
        </message>
        <message>
            <source>停止</source>
            <translation>Stop</translation>
        </message>
        <message>
            <source>导出表格…</source>
            <translation>Export a Table…</translation>
        </message>
        <message>
            <source>全选所列</source>
            <translation>Tick all shown</translation>
        </message>
        <message>
            <source>关闭</source>
            <translation>Close</translation>
        </message>
        <message>
            <source>接受所选</source>
            <translation>Accept</translation>
        </message>
        <message>
            <source>职务</source>
            <translation>Role</translation>
        </message>
        <message>
            <source>工作表</source>
            <translation>Sheet</translation>
        </message>
        <message>
            <source>类别</source>
            <translation>Kind</translation>
        </message>
        <message>
            <source>文件范围</source>
            <translation>The file lists</translation>
        </message>
        <message>
            <source>移动超过</source>
            <translation>Moved by</translation>
        </message>
        <message>
            <source>选择台账文件</source>
            <translation>Choose a ledger</translation>
        </message>
        <message>
            <source>台账</source>
            <translation>Ledgers</translation>
        </message>
        <message>
            <source>{n} 行，表头在第 {row} 行；{same} 行没有变化。</source>
            <translation>{n} rows, head in row {row}; in {same} nothing changed.</translation>
        </message>
        <message>
            <source>注意：</source>
            <translation> Mind: </translation>
        </message>
        <message>
            <source>。</source>
            <translation>.</translation>
        </message>
        <message>
            <source>第 {row} 行</source>
            <translation>Row {row}:</translation>
        </message>
        <message>
            <source>（共 {n} 项提醒，鼠标停在这里看全部）</source>
            <translation> ({n} warnings; rest the mouse here to read all)</translation>
        </message>
        <message>
            <source>选择本月的台账文件（Excel、CSV 或图层）：与工作库逐行比对，列出新增、变更、消失和移动的行，勾选后一次写入，可以撤销。</source>
            <translation>Choose this month's ledger (Excel, CSV or a layer): it is held against the store row by row. What is new, changed, vanished or moved is listed; what you tick is written as one edit, which can be undone.</translation>
        </message>
        <message>
            <source>接受所选（{n}）</source>
            <translation>Accept ({n})</translation>
        </message>
        <message>
            <source>Excel 工作簿 (*.xlsx)</source>
            <translation>Excel workbook (*.xlsx)</translation>
        </message>
        <message>
            <source>导出台账比对</source>
            <translation>Export the comparison</translation>
        </message>
        <message>
            <source>已保存 {n} 行：{path}</source>
            <translation>Saved {n} lines: {path}</translation>
        </message>
    </context>
    <context>
        <name>LedgersDesk</name>
        <message>
            <source>台账比对…</source>
            <translation>Compare a Ledger…</translation>
        </message>
    </context>
    <context>
        <name>MainWindow</name>
        <message>
            <source>按单位批量确认</source>
            <translation>confirm all of one body</translation>
        </message>
        <message>
            <source>登记权属</source>
            <translation>register ownership</translation>
        </message>
        <message>
            <source>变更河长 · 换届体检</source>
            <translation>change of chief, handover check</translation>
        </message>
        <message>
            <source>导入文件夹</source>
            <translation>import a folder</translation>
        </message>
        <message>
            <source>打印图册</source>
            <translation>print a map book</translation>
        </message>
        <message>
            <source>台账还没有读入；可在地图上方读入。</source>
            <translation>The rows have not been read yet; do so above the map.</translation>
        </message>
        <message>
            <source>新建工作库…</source>
            <translation>New Store…</translation>
        </message>
        <message>
            <source>打开工作库…</source>
            <translation>Open Store…</translation>
        </message>
        <message>
            <source>导入文件夹…</source>
            <translation>Import Folder…</translation>
        </message>
        <message>
            <source>导入文件…</source>
            <translation>Import File…</translation>
        </message>
        <message>
            <source>打开示例：云溪区</source>
            <translation>Open Sample: Yunxi</translation>
        </message>
        <message>
            <source>导出搁置的行…</source>
            <translation>Export rows kept aside…</translation>
        </message>
        <message>
            <source>导出地图图片…</source>
            <translation>Export Map Picture…</translation>
        </message>
        <message>
            <source>备份工作库…</source>
            <translation>Back Up Store…</translation>
        </message>
        <message>
            <source>关闭工作库</source>
            <translation>Close Store</translation>
        </message>
        <message>
            <source>退出</source>
            <translation>Quit</translation>
        </message>
        <message>
            <source>撤销</source>
            <translation>Undo</translation>
        </message>
        <message>
            <source>重做</source>
            <translation>Redo</translation>
        </message>
        <message>
            <source>复制表格行</source>
            <translation>Copy Table Rows</translation>
        </message>
        <message>
            <source>取消选择</source>
            <translation>Clear Selection</translation>
        </message>
        <message>
            <source>查找…</source>
            <translation>Find…</translation>
        </message>
        <message>
            <source>首选项…</source>
            <translation>Preferences…</translation>
        </message>
        <message>
            <source>浏览</source>
            <translation>Browse</translation>
        </message>
        <message>
            <source>框选</source>
            <translation>Select by Box</translation>
        </message>
        <message>
            <source>拉框放大</source>
            <translation>Zoom to Box</translation>
        </message>
        <message>
            <source>全图</source>
            <translation>Full Extent</translation>
        </message>
        <message>
            <source>放大到选中对象</source>
            <translation>Zoom to Selection</translation>
        </message>
        <message>
            <source>上一视图</source>
            <translation>Previous View</translation>
        </message>
        <message>
            <source>下一视图</source>
            <translation>Next View</translation>
        </message>
        <message>
            <source>放大</source>
            <translation>Zoom In</translation>
        </message>
        <message>
            <source>缩小</source>
            <translation>Zoom Out</translation>
        </message>
        <message>
            <source>重置布局</source>
            <translation>Reset Layout</translation>
        </message>
        <message>
            <source>重新检查</source>
            <translation>Check again</translation>
        </message>
        <message>
            <source>导出检查报告…</source>
            <translation>Export check report…</translation>
        </message>
        <message>
            <source>导出河长名单…</source>
            <translation>Export Roster of Chiefs…</translation>
        </message>
        <message>
            <source>打印辖区图…</source>
            <translation>Print Jurisdiction Map…</translation>
        </message>
        <message>
            <source>打印图册…</source>
            <translation>Print Map Book…</translation>
        </message>
        <message>
            <source>快捷键</source>
            <translation>Keyboard</translation>
        </message>
        <message>
            <source>关于</source>
            <translation>About</translation>
        </message>
        <message>
            <source>最近打开</source>
            <translation>Recently opened</translation>
        </message>
        <message>
            <source>面板</source>
            <translation>Panels</translation>
        </message>
        <message>
            <source>文件(&amp;F)</source>
            <translation>&amp;File</translation>
        </message>
        <message>
            <source>编辑(&amp;E)</source>
            <translation>&amp;Edit</translation>
        </message>
        <message>
            <source>视图(&amp;V)</source>
            <translation>&amp;View</translation>
        </message>
        <message>
            <source>登记(&amp;R)</source>
            <translation>&amp;Register</translation>
        </message>
        <message>
            <source>检查(&amp;C)</source>
            <translation>&amp;Checks</translation>
        </message>
        <message>
            <source>打印(&amp;P)</source>
            <translation>&amp;Print</translation>
        </message>
        <message>
            <source>帮助(&amp;H)</source>
            <translation>&amp;Help</translation>
        </message>
        <message>
            <source>（没有）</source>
            <translation>(none)</translation>
        </message>
        <message>
            <source>（只读）</source>
            <translation> (read-only)</translation>
        </message>
        <message>
            <source>河长制网格化管理</source>
            <translation>River chiefs by grid</translation>
        </message>
        <message>
            <source>地图</source>
            <translation>Map</translation>
        </message>
        <message>
            <source>导出地图图片</source>
            <translation>Export map picture</translation>
        </message>
        <message>
            <source>方向键、拖动</source>
            <translation>Arrow keys, drag</translation>
        </message>
        <message>
            <source>移动地图</source>
            <translation>Move the map</translation>
        </message>
        <message>
            <source>滚轮、+ -、双击</source>
            <translation>Wheel, + -, double click</translation>
        </message>
        <message>
            <source>缩放地图</source>
            <translation>Zoom the map</translation>
        </message>
        <message>
            <source>Shift + 拖动</source>
            <translation>Shift + drag</translation>
        </message>
        <message>
            <source>Ctrl + 拖动</source>
            <translation>Ctrl + drag</translation>
        </message>
        <message>
            <source>Ctrl + 单击</source>
            <translation>Ctrl + click</translation>
        </message>
        <message>
            <source>加选、减选</source>
            <translation>Add to or take from the selection</translation>
        </message>
        <message>
            <source>空格 + 拖动</source>
            <translation>Space + drag</translation>
        </message>
        <message>
            <source>任何工具下移动地图</source>
            <translation>Move the map with any tool</translation>
        </message>
        <message>
            <source>右键</source>
            <translation>Right click</translation>
        </message>
        <message>
            <source>列出此处全部对象</source>
            <translation>List everything at this place</translation>
        </message>
        <message>
            <source>开关图层（1 为最上层）</source>
            <translation>Switch layers (1 is the topmost)</translation>
        </message>
        <message>
            <source>上一视图、下一视图</source>
            <translation>Previous, next view</translation>
        </message>
        <message>
            <source>搜索（可用拼音首字母）</source>
            <translation>Search (pinyin initials work)</translation>
        </message>
        <message>
            <source>撤销、重做</source>
            <translation>Undo, redo</translation>
        </message>
        <message>
            <source>打印辖区图</source>
            <translation>Print jurisdiction map</translation>
        </message>
        <message>
            <source>请注意</source>
            <translation>Please note</translation>
        </message>
        <message>
            <source>图层符号…</source>
            <translation>Layer Symbols…</translation>
        </message>
        <message>
            <source>工作库里还没有图层：请先导入。</source>
            <translation>The store holds no layers yet: import a delivery first.</translation>
        </message>
        <message>
            <source>底图…</source>
            <translation>Base Map…</translation>
        </message>
        <message>
            <source>回到今天</source>
            <translation>Back to Today</translation>
        </message>
        <message>
            <source>截至日期回到今天</source>
            <translation>Speak of today again</translation>
        </message>
        <message>
            <source>新建、编辑、复制、删除一行</source>
            <translation>Make, edit, copy, remove a row</translation>
        </message>
        <message>
            <source>新建点、编辑线、分段</source>
            <translation>New point, edit line, split</translation>
        </message>
        <message>
            <source>手册里讲这里的一节</source>
            <translation>The manual, at what you are using</translation>
        </message>
        <message>
            <source>核查(&amp;K)</source>
            <translation>Field Revie&amp;w</translation>
        </message>
    </context>
    <context>
        <name>MapBookDialog</name>
        <message>
            <source>{level}的纸张</source>
            <translation>Paper of {level}</translation>
        </message>
        <message>
            <source>四级图册</source>
            <translation>Four-Level Book</translation>
        </message>
        <message>
            <source>镇街</source>
            <translation>Towns</translation>
        </message>
        <message>
            <source>区</source>
            <translation>District</translation>
        </message>
        <message>
            <source>村居</source>
            <translation>Villages</translation>
        </message>
        <message>
            <source>网格</source>
            <translation>Cells</translation>
        </message>
        <message>
            <source>只印有变化的页</source>
            <translation>Only pages that changed</translation>
        </message>
        <message>
            <source>同样的图册以前印过：页码不变，只写出内容变了的和新加的页。</source>
            <translation>The same book was printed before: numbers stay, only changed and new pages are written.</translation>
        </message>
        <message>
            <source>记入公布记录</source>
            <translation>Keep on record</translation>
        </message>
        <message>
            <source>记下每页的内容和图上的姓名；以后能只印有变化的页，换人时会提醒。</source>
            <translation>Keeps what stands on each page and whose names: later only changed pages can be printed, and changes of persons are told.</translation>
        </message>
        <message>
            <source>上一页</source>
            <translation>Previous page</translation>
        </message>
        <message>
            <source>下一页</source>
            <translation>Next page</translation>
        </message>
        <message>
            <source>页码</source>
            <translation>Page</translation>
        </message>
        <message>
            <source>关闭</source>
            <translation>Close</translation>
        </message>
        <message>
            <source>保存 PDF…</source>
            <translation>Save PDF…</translation>
        </message>
        <message>
            <source>含</source>
            <translation>Levels</translation>
        </message>
        <message>
            <source>给谁看</source>
            <translation>Audience</translation>
        </message>
        <message>
            <source>截至</source>
            <translation>As of</translation>
        </message>
        <message>
            <source>全区（所有镇街）</source>
            <translation>Whole district</translation>
        </message>
        <message>
            <source>约 {n} 幅，正在计页…</source>
            <translation>About {n} sheets, counting pages…</translation>
        </message>
        <message>
            <source>{what}（{n} 幅）</source>
            <translation>{what} ({n} sheets)</translation>
        </message>
        <message>
            <source>没有制图：{name}，{why}</source>
            <translation>No sheet: {name}, {why}</translation>
        </message>
        <message>
            <source>每页标注“{mark}”</source>
            <translation>Every page is marked “{mark}”</translation>
        </message>
        <message>
            <source>共 {pages} 页</source>
            <translation>{pages} pages</translation>
        </message>
        <message>
            <source>，上次印的是截至 {day} 的</source>
            <translation>; last printed as of {day}</translation>
        </message>
        <message>
            <source>换页</source>
            <translation> changed pages</translation>
        </message>
        <message>
            <source>保存 PDF</source>
            <translation>Save PDF</translation>
        </message>
        <message>
            <source>已保存 {pages} 页：{path}</source>
            <translation>{pages} pages saved: {path}</translation>
        </message>
        <message>
            <source>，其中 {n} 页是上次已画好的</source>
            <translation>, {n} of them finished before</translation>
        </message>
        <message>
            <source>。已记入公布记录，可以撤销。</source>
            <translation>. Kept on record; can be undone.</translation>
        </message>
        <message>
            <source>取消</source>
            <translation>Cancel</translation>
        </message>
    </context>
    <context>
        <name>MapEditing</name>
        <message>
            <source>新建点</source>
            <translation>New Point</translation>
        </message>
        <message>
            <source>编辑线</source>
            <translation>Edit Line</translation>
        </message>
        <message>
            <source>分段</source>
            <translation>Split</translation>
        </message>
        <message>
            <source>新建公示牌或排污口 (Shift+A)</source>
            <translation>Make a signboard or an outfall (Shift+A)</translation>
        </message>
        <message>
            <source>移动点，编辑河段、河流和网格边界 (Shift+E)</source>
            <translation>Move points, edit segments, rivers and borders of cells (Shift+E)</translation>
        </message>
        <message>
            <source>把一个河段分成两段 (Shift+S)</source>
            <translation>Cut a segment in two (Shift+S)</translation>
        </message>
        <message>
            <source>新建{kind}</source>
            <translation>New {kind}</translation>
        </message>
    </context>
    <context>
        <name>MapView</name>
        <message>
            <source>地图</source>
            <translation>Map</translation>
        </message>
        <message>
            <source>放大到选中对象</source>
            <translation>Zoom to Selection</translation>
        </message>
        <message>
            <source>全图</source>
            <translation>Full Extent</translation>
        </message>
        <message>
            <source>截至 {day}</source>
            <translation>As of {day}</translation>
        </message>
    </context>
    <context>
        <name>MappingPage</name>
        <message>
            <source>列次方案</source>
            <translation>Mapping</translation>
        </message>
        <message>
            <source>对外（隐去手机号中间几位）</source>
            <translation>The public (mobiles masked)</translation>
        </message>
        <message>
            <source>办公室内部（原样）</source>
            <translation>The office only (as they are)</translation>
        </message>
        <message>
            <source>加一列</source>
            <translation>Add Column</translation>
        </message>
        <message>
            <source>删除列</source>
            <translation>Remove Column</translation>
        </message>
        <message>
            <source>上移</source>
            <translation>Up</translation>
        </message>
        <message>
            <source>下移</source>
            <translation>Down</translation>
        </message>
        <message>
            <source>保存方案</source>
            <translation>Save Mapping</translation>
        </message>
        <message>
            <source>导出的列</source>
            <translation>Columns of the sheet</translation>
        </message>
        <message>
            <source>表头</source>
            <translation>Heading</translation>
        </message>
        <message>
            <source>内容</source>
            <translation>Content</translation>
        </message>
        <message>
            <source>固定值</source>
            <translation>Fixed value</translation>
        </message>
        <message>
            <source>日期写法</source>
            <translation>How days are written</translation>
        </message>
        <message>
            <source>名称</source>
            <translation>Name</translation>
        </message>
        <message>
            <source>每行一个</source>
            <translation>A line for each</translation>
        </message>
        <message>
            <source>截至</source>
            <translation>As of</translation>
        </message>
        <message>
            <source>用途</source>
            <translation>For</translation>
        </message>
        <message>
            <source>改了列次、表头后点“保存方案”，下次可直接选用。</source>
            <translation>Save the mapping after a change; it can then be chosen again.</translation>
        </message>
        <message>
            <source>（固定值）</source>
            <translation>(fixed value)</translation>
        </message>
        <message>
            <source>新列</source>
            <translation>New column</translation>
        </message>
        <message>
            <source>已保存方案 {path}</source>
            <translation>Saved the mapping {path}</translation>
        </message>
    </context>
    <context>
        <name>MatchRosterDialog</name>
        <message>
            <source>核对名单</source>
            <translation>Match Roster</translation>
        </message>
        <message>
            <source>待核对的职务</source>
            <translation>Posts to match</translation>
        </message>
        <message>
            <source>职务</source>
            <translation>Post</translation>
        </message>
        <message>
            <source>姓名</source>
            <translation>Name</translation>
        </message>
        <message>
            <source>名单上写的</source>
            <translation>As listed</translation>
        </message>
        <message>
            <source>对应</source>
            <translation>Stands for</translation>
        </message>
        <message>
            <source>说明</source>
            <translation>Remark</translation>
        </message>
        <message>
            <source>关闭</source>
            <translation>Close</translation>
        </message>
        <message>
            <source>按所选登记</source>
            <translation>Apply</translation>
        </message>
        <message>
            <source>名单里的责任对象都在台账里，没有需要核对的职务。</source>
            <translation>Everything the posts cover is on record: there is nothing to match.</translation>
        </message>
        <message>
            <source>{n} 个职务的责任对象不在台账里：{certain} 个已自动对应，{open} 个请选择；没有选的保持原样。</source>
            <translation>What {n} posts cover is not on record: {certain} are matched, {open} are yours to choose; the others stay as they are.</translation>
        </message>
    </context>
    <context>
        <name>MonitoringDialog</name>
        <message>
            <source>登记监测</source>
            <translation>Record Monitoring</translation>
        </message>
        <message>
            <source>登记</source>
            <translation>Record</translation>
        </message>
        <message>
            <source>监测站或检测公司</source>
            <translation>Station or laboratory</translation>
        </message>
        <message>
            <source>项目和数值，例如 COD 28 mg/L</source>
            <translation>What was measured, for example COD 28 mg/L</translation>
        </message>
        <message>
            <source>已登记的监测</source>
            <translation>Monitorings on record</translation>
        </message>
        <message>
            <source>监测日期</source>
            <translation>Sampled on</translation>
        </message>
        <message>
            <source>监测结果</source>
            <translation>Result</translation>
        </message>
        <message>
            <source>监测单位</source>
            <translation>Tested by</translation>
        </message>
        <message>
            <source>备注</source>
            <translation>Remark</translation>
        </message>
        <message>
            <source>结果</source>
            <translation>Result</translation>
        </message>
        <message>
            <source>每个排污口各登记一条，可一次撤销。</source>
            <translation>One record for each outfall; undone in one step.</translation>
        </message>
        <message>
            <source>登记监测：{name}</source>
            <translation>Record monitoring: {name}</translation>
        </message>
        <message>
            <source>从未监测；间隔 {n} 天。</source>
            <translation>Never monitored; every {n} days. </translation>
        </message>
        <message>
            <source>上次 {last}，间隔 {n} 天，下次应于 {day} 前。</source>
            <translation>Last {last}, every {n} days, next by {day}. </translation>
        </message>
        <message>
            <source>已超期 {n} 天。</source>
            <translation>{n} days overdue.</translation>
        </message>
        <message>
            <source>{n} 个排污口</source>
            <translation>{n} outfalls</translation>
        </message>
    </context>
    <context>
        <name>NewFacesDialog</name>
        <message>
            <source>更换公示牌牌面</source>
            <translation>New Faces of Signboards</translation>
        </message>
        <message>
            <source>公示牌</source>
            <translation>Signboards</translation>
        </message>
        <message>
            <source>按制作尺寸 1:1</source>
            <translation>True size 1:1</translation>
        </message>
        <message>
            <source>批次名称或文号</source>
            <translation>Batch or document</translation>
        </message>
        <message>
            <source>保存 PDF…</source>
            <translation>Save PDF…</translation>
        </message>
        <message>
            <source>建立更换批次</source>
            <translation>Order as Batch</translation>
        </message>
        <message>
            <source>登记为已更换</source>
            <translation>Faces Are Up</translation>
        </message>
        <message>
            <source>关闭</source>
            <translation>Close</translation>
        </message>
        <message>
            <source>更换日期</source>
            <translation>Replaced on</translation>
        </message>
        <message>
            <source>批次/文号</source>
            <translation>Batch</translation>
        </message>
        <message>
            <source>没有过期的公示牌。在表格或地图上选几块，再打开本窗口。</source>
            <translation>No board is stale. Select some in the table or on the map and open this again.</translation>
        </message>
        <message>
            <source>　逾期 {n} 天</source>
            <translation>  {n} days late</translation>
        </message>
        <message>
            <source>先填写批次名称</source>
            <translation>Name the batch first</translation>
        </message>
        <message>
            <source>安装照片</source>
            <translation>Photograph in place</translation>
        </message>
        <message>
            <source>公示牌牌面</source>
            <translation>Faces</translation>
        </message>
        <message>
            <source>公示牌校对</source>
            <translation>Proofs</translation>
        </message>
        <message>
            <source>保存 PDF</source>
            <translation>Save PDF</translation>
        </message>
        <message>
            <source>已保存 {pages} 页：{path}</source>
            <translation>{pages} pages saved: {path}</translation>
        </message>
        <message>
            <source>取消</source>
            <translation>Cancel</translation>
        </message>
        <message>
            <source>已建立批次“{name}”：装好后在“公示牌更换批次”里登记。</source>
            <translation>Batch “{name}” ordered: record it under Replacement Batches when the boards are up.</translation>
        </message>
        <message>
            <source>已登记 {n} 块公示牌更换，可撤销 (Ctrl+Z)。</source>
            <translation>{n} replacements recorded; Ctrl+Z takes them back.</translation>
        </message>
    </context>
    <context>
        <name>NewRowDialog</name>
        <message>
            <source>新建</source>
            <translation>New</translation>
        </message>
        <message>
            <source>类别</source>
            <translation>Kind</translation>
        </message>
        <message>
            <source>要新建哪一类？</source>
            <translation>What is to be made?</translation>
        </message>
        <message>
            <source>继续</source>
            <translation>Continue</translation>
        </message>
        <message>
            <source>取消</source>
            <translation>Cancel</translation>
        </message>
    </context>
    <context>
        <name>NewStoreDialog</name>
        <message>
            <source>新建工作库</source>
            <translation>New store</translation>
        </message>
        <message>
            <source>例如：云溪区</source>
            <translation>e.g. Yunxi District</translation>
        </message>
        <message>
            <source>六位数字，可以不填</source>
            <translation>six digits, may be left empty</translation>
        </message>
        <message>
            <source>例如：云溪区河长制办公室，印在图上</source>
            <translation>e.g. Yunxi River Chief Office; printed on maps</translation>
        </message>
        <message>
            <source>浏览…</source>
            <translation>Browse…</translation>
        </message>
        <message>
            <source>区名称</source>
            <translation>District</translation>
        </message>
        <message>
            <source>行政区划代码</source>
            <translation>District code</translation>
        </message>
        <message>
            <source>制图单位</source>
            <translation>Compiled by</translation>
        </message>
        <message>
            <source>坐标系</source>
            <translation>Coordinate system</translation>
        </message>
        <message>
            <source>保存位置</source>
            <translation>Save as</translation>
        </message>
        <message>
            <source>工作库是一个文件，一个区一个；导入的数据和以后的修改都存在里面。</source>
            <translation>A store is one file for one district; imported data and later edits are kept in it.</translation>
        </message>
        <message>
            <source>新建</source>
            <translation>Create</translation>
        </message>
        <message>
            <source>取消</source>
            <translation>Cancel</translation>
        </message>
    </context>
    <context>
        <name>OutfallCard</name>
        <message>
            <source>监测</source>
            <translation>Monitoring</translation>
        </message>
        <message>
            <source>上次 {last}，下次应于 {day} 前</source>
            <translation>Last {last}, next by {day}</translation>
        </message>
        <message>
            <source>审批与整改经过</source>
            <translation>Approval and rectification</translation>
        </message>
        <message>
            <source>照片</source>
            <translation>Photographs</translation>
        </message>
        <message>
            <source>分类</source>
            <translation>Class</translation>
        </message>
        <message>
            <source>另有 {n} 条</source>
            <translation>{n} more</translation>
        </message>
        <message>
            <source>没有监测记录</source>
            <translation>No monitoring on record</translation>
        </message>
        <message>
            <source>从未监测，应立即监测</source>
            <translation>Never monitored: due at once</translation>
        </message>
        <message>
            <source>应于 {day} 前监测，超期 {n} 天</source>
            <translation>Due {day}, {n} days overdue</translation>
        </message>
        <message>
            <source>整改已超期 {n} 天</source>
            <translation>Rectification is {n} days overdue</translation>
        </message>
        <message>
            <source>整改前</source>
            <translation>before</translation>
        </message>
        <message>
            <source>整改后</source>
            <translation>after</translation>
        </message>
        <message>
            <source>现场</source>
            <translation>on site</translation>
        </message>
    </context>
    <context>
        <name>OutfallPanel</name>
        <message>
            <source>排污口</source>
            <translation>Outfalls</translation>
        </message>
        <message>
            <source>还没有排污口。
用“文件 → 导入文件夹”导入排污口的点图层。</source>
            <translation>No outfalls yet.
Bring in their points with File → Import Folder.</translation>
        </message>
    </context>
    <context>
        <name>OutfallsDesk</name>
        <message>
            <source>请先在表格里或地图上选一个排污口。</source>
            <translation>First select an outfall in the table or on the map.</translation>
        </message>
        <message>
            <source>登记排污口监测…</source>
            <translation>Record Monitoring of Outfall…</translation>
        </message>
        <message>
            <source>变更排污口审批…</source>
            <translation>Change Approval of Outfall…</translation>
        </message>
        <message>
            <source>整改与销号…</source>
            <translation>Rectification and Close-out…</translation>
        </message>
        <message>
            <source>污染源…</source>
            <translation>Sources…</translation>
        </message>
        <message>
            <source>排污口一口一档…</source>
            <translation>Dossiers of Outfalls…</translation>
        </message>
    </context>
    <context>
        <name>OwnershipDesk</name>
        <message>
            <source>请先在地图上或“河段权属”表里选中河段。</source>
            <translation>Choose segments on the map or in the table of segment ownership first.</translation>
        </message>
        <message>
            <source>登记权属…</source>
            <translation>Register Ownership…</translation>
        </message>
        <message>
            <source>确认权属…</source>
            <translation>Confirm Ownership…</translation>
        </message>
        <message>
            <source>按单位批量确认…</source>
            <translation>Confirm All of One Body…</translation>
        </message>
        <message>
            <source>撤回登记或确认…</source>
            <translation>Withdraw Registration or Confirmation…</translation>
        </message>
        <message>
            <source>单位台账…</source>
            <translation>Bodies…</translation>
        </message>
        <message>
            <source>权属确认表…</source>
            <translation>Confirmation Forms…</translation>
        </message>
        <message>
            <source>工作库是只读打开的，不能修改。</source>
            <translation>The store is open for reading only; nothing can be changed.</translation>
        </message>
    </context>
    <context>
        <name>OwnershipPanel</name>
        <message>
            <source>河段权属</source>
            <translation>Segment Ownership</translation>
        </message>
        <message>
            <source>还没有河段。
用“文件 → 导入文件夹”导入河段图层和权属登记表。</source>
            <translation>No segments yet.
Use “File → Import Folder” to import the layer of segments and the ownership table.</translation>
        </message>
        <message>
            <source>这个清单里没有河段。</source>
            <translation>No segment is on this list.</translation>
        </message>
        <message>
            <source>镇街（属地）</source>
            <translation>Town (territory)</translation>
        </message>
        <message>
            <source>工作清单</source>
            <translation>Work list</translation>
        </message>
        <message>
            <source>登记选中河段的权属…</source>
            <translation>Register the chosen segments…</translation>
        </message>
        <message>
            <source>确认选中河段的权属…</source>
            <translation>Confirm the chosen segments…</translation>
        </message>
        <message>
            <source>全区</source>
            <translation>Whole district</translation>
        </message>
        <message>
            <source>已登记</source>
            <translation>Registered</translation>
        </message>
        <message>
            <source>已确认</source>
            <translation>Confirmed</translation>
        </message>
    </context>
    <context>
        <name>PaperDialog</name>
        <message>
            <source>保存为 PDF</source>
            <translation>Save as PDF</translation>
        </message>
        <message>
            <source>保存为 PDF…</source>
            <translation>Save as PDF…</translation>
        </message>
        <message>
            <source>保存为 Word</source>
            <translation>Save as Word file</translation>
        </message>
        <message>
            <source>保存为 Word…</source>
            <translation>Save as Word file…</translation>
        </message>
        <message>
            <source>打印…</source>
            <translation>Print…</translation>
        </message>
        <message>
            <source>Word 文档 (*.docx)</source>
            <translation>Word document (*.docx)</translation>
        </message>
        <message>
            <source>这里显示前 {n} 页，共 {total} 页。</source>
            <translation>The first {n} of {total} pages are shown here.</translation>
        </message>
    </context>
    <context>
        <name>PhotoBox</name>
        <message>
            <source>选择照片…</source>
            <translation>Choose Photo…</translation>
        </message>
        <message>
            <source>选择照片</source>
            <translation>Choose a Photo</translation>
        </message>
        <message>
            <source>拍摄日期</source>
            <translation>taken</translation>
        </message>
        <message>
            <source>把照片拖到这里，或点“选择照片…”</source>
            <translation>Drop a photo here, or press “Choose Photo…”</translation>
        </message>
        <message>
            <source>照片 ({globs})</source>
            <translation>Photos ({globs})</translation>
        </message>
    </context>
    <context>
        <name>PhotographsDialog</name>
        <message>
            <source>外业照片和轨迹</source>
            <translation>Photographs and Tracks</translation>
        </message>
        <message>
            <source>选择存放照片（JPG、PNG、HEIC）或 GPX 轨迹的文件夹，含子文件夹。</source>
            <translation>Choose a folder of photographs (JPG, PNG, HEIC) or GPX tracks; folders in it count.</translation>
        </message>
        <message>
            <source>选择文件夹…</source>
            <translation>Choose Folder…</translation>
        </message>
        <message>
            <source>WGS 84（手机照片、手持机）</source>
            <translation>WGS 84 (phone pictures, receivers)</translation>
        </message>
        <message>
            <source>GCJ-02（手机地图、小程序）</source>
            <translation>GCJ-02 (phone maps, mini-programs)</translation>
        </message>
        <message>
            <source>坐标来源</source>
            <translation>Where the coordinates come from</translation>
        </message>
        <message>
            <source>照片</source>
            <translation>Photographs</translation>
        </message>
        <message>
            <source>轨迹</source>
            <translation>Tracks</translation>
        </message>
        <message>
            <source>停止</source>
            <translation>Stop</translation>
        </message>
        <message>
            <source>导出轨迹表…</source>
            <translation>Export Table of Tracks…</translation>
        </message>
        <message>
            <source>关闭</source>
            <translation>Close</translation>
        </message>
        <message>
            <source>存入工作库</source>
            <translation>Put into the Store</translation>
        </message>
        <message>
            <source>坐标</source>
            <translation>Coordinates</translation>
        </message>
        <message>
            <source>照片和轨迹的文件夹</source>
            <translation>Folder of photographs and tracks</translation>
        </message>
        <message>
            <source>照片 {n}</source>
            <translation>Photographs {n}</translation>
        </message>
        <message>
            <source>轨迹 {n}</source>
            <translation>Tracks {n}</translation>
        </message>
        <message>
            <source>这个文件夹里没有照片，也没有 GPX 轨迹。</source>
            <translation>There are neither photographs nor GPX tracks in this folder.</translation>
        </message>
        <message>
            <source>{n} 张照片：有定位 {placed}，打不开 {faults}，建议采用 {proposed}。请逐张核对“处理”。</source>
            <translation>{n} photographs: {placed} with a place, {faults} cannot be opened, {proposed} proposed. Look through what becomes of each.</translation>
        </message>
        <message>
            <source>导入外业照片（{n} 张）</source>
            <translation>Import photographs ({n})</translation>
        </message>
        <message>
            <source>已存入 {n} 张照片；可用“撤销”退回。</source>
            <translation>{n} photographs taken; Undo takes them back.</translation>
        </message>
        <message>
            <source>航点建为草稿（{n} 个）</source>
            <translation>Drafts of way points ({n})</translation>
        </message>
        <message>
            <source>已建 {n} 个草稿；可用“撤销”退回。</source>
            <translation>{n} drafts made; Undo takes them back.</translation>
        </message>
        <message>
            <source>轨迹走过的河段</source>
            <translation>Segments that tracks went along</translation>
        </message>
        <message>
            <source>Excel 工作簿 (*.xlsx)</source>
            <translation>Excel workbook (*.xlsx)</translation>
        </message>
        <message>
            <source>导出轨迹表</source>
            <translation>Export Table of Tracks</translation>
        </message>
        <message>
            <source>已保存 {path}</source>
            <translation>Saved {path}</translation>
        </message>
        <message>
            <source>存入工作库（{n} 张）</source>
            <translation>Put into the Store ({n})</translation>
        </message>
        <message>
            <source>建草稿（{n} 个）</source>
            <translation>Make Drafts ({n})</translation>
        </message>
    </context>
    <context>
        <name>PicturesPage</name>
        <message>
            <source>照片</source>
            <translation>Photographs</translation>
        </message>
        <message>
            <source>文件</source>
            <translation>File</translation>
        </message>
        <message>
            <source>处理</source>
            <translation>What becomes of it</translation>
        </message>
        <message>
            <source>说明</source>
            <translation>Remark</translation>
        </message>
        <message>
            <source>附近已有</source>
            <translation>On record nearby</translation>
        </message>
        <message>
            <source>河段</source>
            <translation>Segment</translation>
        </message>
        <message>
            <source>桩号</source>
            <translation>Chainage</translation>
        </message>
        <message>
            <source>离河(米)</source>
            <translation>Off (m)</translation>
        </message>
        <message>
            <source>村居</source>
            <translation>Village</translation>
        </message>
        <message>
            <source>拍摄时间</source>
            <translation>Taken</translation>
        </message>
        <message>
            <source>照片列表</source>
            <translation>List of photographs</translation>
        </message>
        <message>
            <source>挂到附近已有的</source>
            <translation>Attach to What Is Near</translation>
        </message>
        <message>
            <source>新建排污口草稿</source>
            <translation>New Draft Outfall</translation>
        </message>
        <message>
            <source>新建公示牌草稿</source>
            <translation>New Draft Board</translation>
        </message>
        <message>
            <source>河段现场照片</source>
            <translation>Picture of the Segment</translation>
        </message>
        <message>
            <source>不采用</source>
            <translation>Leave</translation>
        </message>
        <message>
            <source>选中的照片：</source>
            <translation>Selected photographs:</translation>
        </message>
        <message>
            <source>选一张照片看大图</source>
            <translation>Select a photograph to see it larger</translation>
        </message>
        <message>
            <source>没有可看的图</source>
            <translation>Nothing to be seen</translation>
        </message>
    </context>
    <context>
        <name>PlaceMap</name>
        <message>
            <source>位置示意图</source>
            <translation>Map of the places</translation>
        </message>
    </context>
    <context>
        <name>PlanTable</name>
        <message>
            <source>文件</source>
            <translation>File</translation>
        </message>
        <message>
            <source>内容</source>
            <translation>Content</translation>
        </message>
        <message>
            <source>行数</source>
            <translation>Rows</translation>
        </message>
        <message>
            <source>编码</source>
            <translation>Encoding</translation>
        </message>
        <message>
            <source>坐标系</source>
            <translation>Coordinate system</translation>
        </message>
        <message>
            <source>依据</source>
            <translation>Why</translation>
        </message>
        <message>
            <source>导入计划</source>
            <translation>Import plan</translation>
        </message>
        <message>
            <source>不导入</source>
            <translation>leave out</translation>
        </message>
        <message>
            <source>请选择</source>
            <translation>choose</translation>
        </message>
    </context>
    <context>
        <name>PreferencesDialog</name>
        <message>
            <source>首选项</source>
            <translation>Preferences</translation>
        </message>
        <message>
            <source>跟随系统</source>
            <translation>As the system</translation>
        </message>
        <message>
            <source>浅色</source>
            <translation>Light</translation>
        </message>
        <message>
            <source>深色</source>
            <translation>Dark</translation>
        </message>
        <message>
            <source>界面</source>
            <translation>Window</translation>
        </message>
        <message>
            <source>语言 (Language)</source>
            <translation>Language (语言)</translation>
        </message>
        <message>
            <source>外观</source>
            <translation>Look</translation>
        </message>
        <message>
            <source>确定</source>
            <translation>OK</translation>
        </message>
        <message>
            <source>取消</source>
            <translation>Cancel</translation>
        </message>
        <message>
            <source>区名称</source>
            <translation>District</translation>
        </message>
        <message>
            <source>行政区划代码</source>
            <translation>District code</translation>
        </message>
        <message>
            <source>制图单位</source>
            <translation>Compiled by</translation>
        </message>
        <message>
            <source>密级</source>
            <translation>Secrecy mark</translation>
        </message>
        <message>
            <source>印在图幅下方</source>
            <translation>printed at the foot of sheets</translation>
        </message>
        <message>
            <source>例如：内部资料</source>
            <translation>e.g. internal</translation>
        </message>
        <message>
            <source>本工作库</source>
            <translation>This store</translation>
        </message>
        <message>
            <source>换公示牌的期限</source>
            <translation>Replacing a board</translation>
        </message>
        <message>
            <source>排污口监测间隔</source>
            <translation>Between monitorings</translation>
        </message>
        <message>
            <source>合同到期前提醒</source>
            <translation>Contract reminder</translation>
        </message>
        <message>
            <source>职务空缺的期限</source>
            <translation>Longest vacancy</translation>
        </message>
        <message>
            <source> 天</source>
            <translation> days</translation>
        </message>
        <message>
            <source>换牌期限按</source>
            <translation>Replacing, counted in</translation>
        </message>
        <message>
            <source>这些期限存在本工作库的规则里，改动记入日志，可以撤销。</source>
            <translation>These deadlines are rules of this store; a change is journalled and can be undone.</translation>
        </message>
        <message>
            <source>单位和用途</source>
            <translation>Units and Audience</translation>
        </message>
        <message>
            <source>小</source>
            <translation>Small</translation>
        </message>
        <message>
            <source>标准</source>
            <translation>Standard</translation>
        </message>
        <message>
            <source>大</source>
            <translation>Large</translation>
        </message>
        <message>
            <source>特大</source>
            <translation>Largest</translation>
        </message>
        <message>
            <source>对外（隐去手机号中间几位）</source>
            <translation>The public (mobiles masked)</translation>
        </message>
        <message>
            <source>办公室内部（原样）</source>
            <translation>The office only (as they are)</translation>
        </message>
        <message>
            <source>自然日</source>
            <translation>calendar days</translation>
        </message>
        <message>
            <source>工作日</source>
            <translation>working days</translation>
        </message>
        <message>
            <source>字体</source>
            <translation>Font</translation>
        </message>
        <message>
            <source>字号</source>
            <translation>Size of type</translation>
        </message>
        <message>
            <source>只影响这台电脑上您自己的窗口；打印另有字体。</source>
            <translation>Only your own window on this computer; prints have fonts of their own.</translation>
        </message>
        <message>
            <source>表格里的长度</source>
            <translation>Lengths in tables</translation>
        </message>
        <message>
            <source>状态栏的经纬度</source>
            <translation>Places in the status bar</translation>
        </message>
        <message>
            <source>只改显示和导出的表格；工作库里始终是米。</source>
            <translation>Only what is shown, and tables written out; the store keeps metres.</translation>
        </message>
        <message>
            <source>交出数据时默认</source>
            <translation>Layers go out for</translation>
        </message>
        <message>
            <source>“导出图层”打开时先选这一种，在那里还可以改。</source>
            <translation>What Export Layers begins with; it can be changed there.</translation>
        </message>
        <message>
            <source>期限</source>
            <translation>Deadlines</translation>
        </message>
        <message>
            <source>修改期限</source>
            <translation>change deadlines</translation>
        </message>
    </context>
    <context>
        <name>OutputBox</name>
        <message>
            <source>保存为</source>
            <translation>Save as</translation>
        </message>
        <message>
            <source>PDF</source>
            <translation>PDF</translation>
        </message>
        <message>
            <source>矢量，中文可以搜索、复制</source>
            <translation>Vectors; Chinese can be searched and copied</translation>
        </message>
        <message>
            <source>图片 PNG</source>
            <translation>Picture, PNG</translation>
        </message>
        <message>
            <source>每页一个文件，用于文稿和网页</source>
            <translation>One file a page, for papers and web pages</translation>
        </message>
        <message>
            <source>矢量图 SVG</source>
            <translation>Drawing, SVG</translation>
        </message>
        <message>
            <source>每页一个文件，用于绘图软件继续编辑</source>
            <translation>One file a page, to be edited further in a drawing program</translation>
        </message>
        <message>
            <source>拼贴 PDF · A4</source>
            <translation>Tiled PDF, A4</translation>
        </message>
        <message>
            <source>大图切成 A4，带重叠、裁切线和拼接号，用普通打印机打印后拼贴</source>
            <translation>Large sheets cut onto A4 with overlap, crop marks and numbers, to be glued</translation>
        </message>
        <message>
            <source>拼贴 PDF · A3</source>
            <translation>Tiled PDF, A3</translation>
        </message>
        <message>
            <source>大图切成 A3，带重叠、裁切线和拼接号，用普通打印机打印后拼贴</source>
            <translation>Large sheets cut onto A3 with overlap, crop marks and numbers, to be glued</translation>
        </message>
        <message>
            <source>分辨率</source>
            <translation>Resolution</translation>
        </message>
        <message>
            <source> 点/英寸</source>
            <translation> dpi</translation>
        </message>
    </context>
    <context>
        <name>PrintDialog</name>
        <message>
            <source>保存为</source>
            <translation>Save as</translation>
        </message>
        <message>
            <source>保存 {kind}…</source>
            <translation>Save {kind}…</translation>
        </message>
        <message>
            <source>保存 {kind}</source>
            <translation>Save {kind}</translation>
        </message>
        <message>
            <source>拼贴 {n} 张 {paper}</source>
            <translation>{n} sheets of {paper} to be glued</translation>
        </message>
        <message>
            <source>打印图册</source>
            <translation>Print map book</translation>
        </message>
        <message>
            <source>打印辖区图</source>
            <translation>Print jurisdiction map</translation>
        </message>
        <message>
            <source>行政区</source>
            <translation>Jurisdictions</translation>
        </message>
        <message>
            <source>自动</source>
            <translation>Automatic</translation>
        </message>
        <message>
            <source>上一页</source>
            <translation>Previous page</translation>
        </message>
        <message>
            <source>下一页</source>
            <translation>Next page</translation>
        </message>
        <message>
            <source>关闭</source>
            <translation>Close</translation>
        </message>
        <message>
            <source>打印机…</source>
            <translation>Printer…</translation>
        </message>
        <message>
            <source>纸张</source>
            <translation>Paper</translation>
        </message>
        <message>
            <source>截至</source>
            <translation>As of</translation>
        </message>
        <message>
            <source>这台电脑上没有安装打印机</source>
            <translation>No printer is installed on this computer</translation>
        </message>
        <message>
            <source>还没有行政区：先导入区、镇街、村居的面图层。</source>
            <translation>No jurisdictions yet: import the areas of district, towns and villages first.</translation>
        </message>
        <message>
            <source>正在排版…</source>
            <translation>Laying out…</translation>
        </message>
        <message>
            <source>横向</source>
            <translation>landscape</translation>
        </message>
        <message>
            <source>纵向</source>
            <translation>portrait</translation>
        </message>
        <message>
            <source>等{n}幅</source>
            <translation> and others, {n} sheets</translation>
        </message>
        <message>
            <source>河长制责任图</source>
            <translation> river-chief map</translation>
        </message>
        <message>
            <source>已保存 {pages} 页：{path}</source>
            <translation>{pages} pages saved: {path}</translation>
        </message>
        <message>
            <source>取消</source>
            <translation>Cancel</translation>
        </message>
        <message>
            <source>已送出 {pages} 页</source>
            <translation>{pages} pages sent</translation>
        </message>
        <message>
            <source>记入公布记录</source>
            <translation>Keep on record</translation>
        </message>
        <message>
            <source>记下图上有谁的姓名；以后换人时，换届体检会列出要重印的图。</source>
            <translation>Notes who is named on the maps; when somebody leaves, the handover check lists the maps to print anew.</translation>
        </message>
        <message>
            <source>已记入公布记录，可以撤销。</source>
            <translation>Kept on record; can be undone.</translation>
        </message>
        <message>
            <source>给谁看</source>
            <translation>Audience</translation>
        </message>
        <message>
            <source>按名称或代码筛选</source>
            <translation>Filter by name or code</translation>
        </message>
        <message>
            <source>在左边选要打印的对象。</source>
            <translation>Choose at the left what to print.</translation>
        </message>
        <message>
            <source>辖区责任图（自动排版）</source>
            <translation>Jurisdiction map (lays itself out)</translation>
        </message>
        <message>
            <source>版式</source>
            <translation>Recipe</translation>
        </message>
        <message>
            <source>还没有可以用这个版式打印的内容。</source>
            <translation>There is nothing yet that this recipe can be printed for.</translation>
        </message>
    </context>
    <context>
        <name>PublicRosterDialog</name>
        <message>
            <source>{on} 公布的名单与 {day} 的现况有 {n} 行不一致。</source>
            <translation>The list published on {on} differs from that of {day} in {n} lines.</translation>
        </message>
        <message>
            <source>河长名单公布</source>
            <translation>Public List of Chiefs</translation>
        </message>
        <message>
            <source>公布记录</source>
            <translation>Published</translation>
        </message>
        <message>
            <source>与公布不一致的行</source>
            <translation>Lines that differ</translation>
        </message>
        <message>
            <source>例如：公告第 3 号</source>
            <translation>e.g. notice no. 3</translation>
        </message>
        <message>
            <source>例如：区政府网站</source>
            <translation>e.g. website of the district</translation>
        </message>
        <message>
            <source>名单…</source>
            <translation>List…</translation>
        </message>
        <message>
            <source>导出表格…</source>
            <translation>Export Table…</translation>
        </message>
        <message>
            <source>关闭</source>
            <translation>Close</translation>
        </message>
        <message>
            <source>登记为已公布</source>
            <translation>Record as Published</translation>
        </message>
        <message>
            <source>公布日期</source>
            <translation>Published on</translation>
        </message>
        <message>
            <source>文号</source>
            <translation>Document</translation>
        </message>
        <message>
            <source>公布途径</source>
            <translation>Where</translation>
        </message>
        <message>
            <source>经办人</source>
            <translation>By</translation>
        </message>
        <message>
            <source>{day} 的名单共 {n} 行，还没有公布过。</source>
            <translation>The list of {day} has {n} lines; none has been published yet.</translation>
        </message>
        <message>
            <source>公布时没有留存内容，按当日台账推算。</source>
            <translation> What stood in it was not kept; it is taken as the register of that day.</translation>
        </message>
        <message>
            <source>新增</source>
            <translation>new</translation>
        </message>
        <message>
            <source>撤下</source>
            <translation>gone</translation>
        </message>
        <message>
            <source>河长名单</source>
            <translation>Roster of chiefs</translation>
        </message>
        <message>
            <source>Excel 工作簿 (*.xlsx)</source>
            <translation>Excel workbook (*.xlsx)</translation>
        </message>
        <message>
            <source>导出河长名单</source>
            <translation>Export Roster</translation>
        </message>
        <message>
            <source>已保存 {n} 行：{path}</source>
            <translation>Saved {n} lines: {path}</translation>
        </message>
        <message>
            <source>职务</source>
            <translation>Role</translation>
        </message>
        <message>
            <source>责任区域</source>
            <translation>Answers for</translation>
        </message>
        <message>
            <source>已公布</source>
            <translation>Published</translation>
        </message>
        <message>
            <source>现在</source>
            <translation>Now</translation>
        </message>
        <message>
            <source>变化</source>
            <translation>Change</translation>
        </message>
        <message>
            <source>还没有公布过</source>
            <translation>never published</translation>
        </message>
        <message>
            <source>、</source>
            <translation>, </translation>
        </message>
    </context>
    <context>
        <name>ReachBars</name>
        <message>
            <source>各辖区河段长度</source>
            <translation>Length of each reach</translation>
        </message>
    </context>
    <context>
        <name>ReadingBar</name>
        <message>
            <source>读入台账</source>
            <translation>Read the Rows</translation>
        </message>
        <message>
            <source>正在读入台账；地图可以先用。</source>
            <translation>Reading the rows; the map can be used already.</translation>
        </message>
        <message>
            <source>正在读入台账，并为地图建立缓存；下次打开就快了。</source>
            <translation>Reading the rows and keeping the map for next time, which will be quick.</translation>
        </message>
        <message>
            <source>地图已可用。这个工作库有 {n} 行：表格、检查、搜索和编辑要先读入台账。</source>
            <translation>The map is ready. This store has {n} rows: tables, checks, search and editing need them to be read first.</translation>
        </message>
    </context>
    <context>
        <name>ReadingList</name>
        <message>
            <source>坐标的各种读法</source>
            <translation>Readings of the coordinates</translation>
        </message>
        <message>
            <source>位置相同的读法：{names}</source>
            <translation>Readings that give the same places: {names}</translation>
        </message>
        <message>
            <source>目前</source>
            <translation>so far</translation>
        </message>
        <message>
            <source>相合</source>
            <translation>agrees</translation>
        </message>
        <message>
            <source>目前的读法没有位置</source>
            <translation>read as so far it has no place</translation>
        </message>
        <message>
            <source>移 {far} 向{way}</source>
            <translation>moves {far} to the {way}</translation>
        </message>
    </context>
    <context>
        <name>RectificationDialog</name>
        <message>
            <source>整改与销号</source>
            <translation>Rectification and Close-out</translation>
        </message>
        <message>
            <source>下达</source>
            <translation>Order</translation>
        </message>
        <message>
            <source>销号</source>
            <translation>Close Out</translation>
        </message>
        <message>
            <source>重新整改</source>
            <translation>Reopen</translation>
        </message>
        <message>
            <source>限期</source>
            <translation>by</translation>
        </message>
        <message>
            <source>例如：截污纳管，接入镇污水管网</source>
            <translation>For example: connect to the sewer of the town</translation>
        </message>
        <message>
            <source>整改方式</source>
            <translation>Measure</translation>
        </message>
        <message>
            <source>下达日期</source>
            <translation>Ordered on</translation>
        </message>
        <message>
            <source>整改期限</source>
            <translation>Deadline</translation>
        </message>
        <message>
            <source>文号</source>
            <translation>Document</translation>
        </message>
        <message>
            <source>要求</source>
            <translation>What is to be done</translation>
        </message>
        <message>
            <source>做了什么、现场看到什么、谁到场验收</source>
            <translation>What was done, what was seen, who inspected it</translation>
        </message>
        <message>
            <source>销号日期</source>
            <translation>Closed out on</translation>
        </message>
        <message>
            <source>销号人</source>
            <translation>Closed out by</translation>
        </message>
        <message>
            <source>销号说明</source>
            <translation>Evidence</translation>
        </message>
        <message>
            <source>例如：复查发现污水再次直排</source>
            <translation>For example: sewage was found again at a second look</translation>
        </message>
        <message>
            <source>原销号记录和照片留在台账里；再次销号须有重新整改之后的照片。</source>
            <translation>The close-out and its photographs stay on record; another close-out needs photographs taken after the reopening.</translation>
        </message>
        <message>
            <source>日期</source>
            <translation>Day</translation>
        </message>
        <message>
            <source>原因</source>
            <translation>Reason</translation>
        </message>
        <message>
            <source>新的期限</source>
            <translation>New deadline</translation>
        </message>
        <message>
            <source>下达整改：{name}</source>
            <translation>Order rectification: {name}</translation>
        </message>
        <message>
            <source>销号：{name}</source>
            <translation>Close out: {name}</translation>
        </message>
        <message>
            <source>重新整改：{name}</source>
            <translation>Reopen: {name}</translation>
        </message>
        <message>
            <source>下达整改</source>
            <translation>Order</translation>
        </message>
        <message>
            <source>整改状态：{state}</source>
            <translation>State: {state}</translation>
        </message>
        <message>
            <source>整改记录：</source>
            <translation>On record:</translation>
        </message>
        <message>
            <source>未登记</source>
            <translation>not on record</translation>
        </message>
        <message>
            <source>方式：{measure}</source>
            <translation>Measure: {measure}</translation>
        </message>
        <message>
            <source>期限：{day}</source>
            <translation>Deadline: {day}</translation>
        </message>
        <message>
            <source>已超期 {n} 天</source>
            <translation>{n} days overdue</translation>
        </message>
        <message>
            <source>整改前</source>
            <translation>before</translation>
        </message>
        <message>
            <source>整改后</source>
            <translation>after</translation>
        </message>
        <message>
            <source>已登记 {n} 张 {day}</source>
            <translation>{n} on record {day}</translation>
        </message>
    </context>
    <context>
        <name>ReferenceBox</name>
        <message>
            <source>输入名称、编码或拼音首字母</source>
            <translation>Name, code or pinyin initials</translation>
        </message>
    </context>
    <context>
        <name>RegisterDialog</name>
        <message>
            <source>属地：{towns}（由河段所在镇街决定，与管护主体、流域机构无关）</source>
            <translation>Territory: {towns} (the town the segment lies in, whoever cares for it and whatever its basin)</translation>
        </message>
        <message>
            <source>登记权属</source>
            <translation>Register Ownership</translation>
        </message>
        <message>
            <source>岸别</source>
            <translation>Bank</translation>
        </message>
        <message>
            <source>登记日期</source>
            <translation>Registered on</translation>
        </message>
        <message>
            <source>登记人</source>
            <translation>Registered by</translation>
        </message>
        <message>
            <source>登记文号</source>
            <translation>Document</translation>
        </message>
        <message>
            <source>登记</source>
            <translation>Register</translation>
        </message>
        <message>
            <source>取消</source>
            <translation>Cancel</translation>
        </message>
        <message>
            <source>右岸</source>
            <translation>Right bank</translation>
        </message>
        <message>
            <source>单位台账里还没有：{names}，将一并建档。</source>
            <translation>Not among the bodies yet: {names}; will be added.</translation>
        </message>
        <message>
            <source>主体有变，{n} 条已有的确认将作废，需重新确认。</source>
            <translation>Bodies change: {n} confirmations fall and have to be made again.</translation>
        </message>
        <message>
            <source>两岸相同</source>
            <translation>Both banks alike</translation>
        </message>
        <message>
            <source>左岸、右岸分别登记</source>
            <translation>Left and right bank apart</translation>
        </message>
        <message>
            <source>左岸</source>
            <translation>Left bank</translation>
        </message>
        <message>
            <source>两岸</source>
            <translation>Both banks</translation>
        </message>
        <message>
            <source>等 {n} 个河段</source>
            <translation>and more, {n} segments in all</translation>
        </message>
    </context>
    <context>
        <name>RemoveBoardDialog</name>
        <message>
            <source>拆除公示牌</source>
            <translation>Remove Signboard</translation>
        </message>
        <message>
            <source>登记拆除</source>
            <translation>Record</translation>
        </message>
        <message>
            <source>例如：道路施工，迁至桥东</source>
            <translation>e.g. road works</translation>
        </message>
        <message>
            <source>只登记拆除日期，公示牌和旧牌面都留在台账里。</source>
            <translation>Only the day is recorded; the board and its faces stay in the register.</translation>
        </message>
        <message>
            <source>拆除日期</source>
            <translation>Removed on</translation>
        </message>
        <message>
            <source>原因</source>
            <translation>Reason</translation>
        </message>
        <message>
            <source>拆除公示牌 {code}</source>
            <translation>Remove board {code}</translation>
        </message>
    </context>
    <context>
        <name>ReservoirsDialog</name>
        <message>
            <source>水库管理</source>
            <translation>Reservoirs</translation>
        </message>
        <message>
            <source>水库及其水域、陆域</source>
            <translation>Reservoirs with water and shore</translation>
        </message>
        <message>
            <source>水库</source>
            <translation>Reservoir</translation>
        </message>
        <message>
            <source>代码</source>
            <translation>Code</translation>
        </message>
        <message>
            <source>面积（平方公里）</source>
            <translation>Area (km²)</translation>
        </message>
        <message>
            <source>责任人</source>
            <translation>Chief</translation>
        </message>
        <message>
            <source>报告对象</source>
            <translation>Reports to</translation>
        </message>
        <message>
            <source>岸线分村</source>
            <translation>Shore by village</translation>
        </message>
        <message>
            <source>村居</source>
            <translation>Village</translation>
        </message>
        <message>
            <source>村居代码</source>
            <translation>Village code</translation>
        </message>
        <message>
            <source>岸线长度（米）</source>
            <translation>Shore length (m)</translation>
        </message>
        <message>
            <source>陆域面积（平方公里）</source>
            <translation>Shore area (km²)</translation>
        </message>
        <message>
            <source>导出表格…</source>
            <translation>Export Table…</translation>
        </message>
        <message>
            <source>关闭</source>
            <translation>Close</translation>
        </message>
        <message>
            <source>水库 {n} 座，管理对象 {m} 个（水域、陆域分开管理，只计一座）。</source>
            <translation>{n} reservoirs with {m} managed objects (water and shore are managed apart, each reservoir counts once).</translation>
        </message>
        <message>
            <source>还没有水库：请先导入水库的水域和陆域面图层。</source>
            <translation>There is no reservoir yet: import the areas of water and shore first.</translation>
        </message>
        <message>
            <source>{name}岸线分村：沿{line}量取，共 {metres} 米</source>
            <translation>Shore of {name} by village, measured along the {line}: {metres} m</translation>
        </message>
        <message>
            <source>不在任何村居内</source>
            <translation>in no village</translation>
        </message>
        <message>
            <source>导出表格</source>
            <translation>Export Table</translation>
        </message>
        <message>
            <source>Excel 工作簿 (*.xlsx)</source>
            <translation>Excel workbook (*.xlsx)</translation>
        </message>
    </context>
    <context>
        <name>ReshapeTool</name>
        <message>
            <source>松开放下；Esc 放弃。</source>
            <translation>Let go to put it down; Esc gives up.</translation>
        </message>
        <message>
            <source>点一个点、河段、河流或网格来编辑</source>
            <translation>Click a point, segment, river or cell to edit it</translation>
        </message>
        <message>
            <source>拖动这个点；近河会吸附，按 Alt 不吸附</source>
            <translation>Drag the point; it snaps to a river close by, Alt: not</translation>
        </message>
        <message>
            <source>拖动顶点；双击加点；Del 删点；Esc 结束</source>
            <translation>Drag a vertex; double click adds, Del removes, Esc ends</translation>
        </message>
        <message>
            <source>已移动，Ctrl+Z 撤销。</source>
            <translation>Moved; Ctrl+Z takes it back.</translation>
        </message>
        <message>
            <source>修改{kind}图形</source>
            <translation>Reshape {kind}</translation>
        </message>
        <message>
            <source>移动{kind}</source>
            <translation>Move {kind}</translation>
        </message>
        <message>
            <source>加顶点</source>
            <translation>Add vertex</translation>
        </message>
        <message>
            <source>已加一个顶点，可以拖动。</source>
            <translation>A vertex was added; it can be dragged.</translation>
        </message>
        <message>
            <source>删除顶点 (Del)</source>
            <translation>Remove Vertex (Del)</translation>
        </message>
        <message>
            <source>删除顶点</source>
            <translation>Remove vertex</translation>
        </message>
        <message>
            <source>已删除一个顶点，Ctrl+Z 撤销。</source>
            <translation>A vertex was removed; Ctrl+Z takes it back.</translation>
        </message>
        <message>
            <source>顶点太密：放大后再编辑</source>
            <translation>Too many vertices: zoom in to edit</translation>
        </message>
    </context>
    <context>
        <name>RiversDesk</name>
        <message>
            <source>划分河段…</source>
            <translation>Split Rivers…</translation>
        </message>
        <message>
            <source>水库管理…</source>
            <translation>Reservoirs…</translation>
        </message>
        <message>
            <source>河长联席会议召集人…</source>
            <translation>Convenors of River Chiefs…</translation>
        </message>
        <message>
            <source>河流分级分段名录和分布示意图…</source>
            <translation>Directory and Map of Rivers…</translation>
        </message>
        <message>
            <source>名录写到哪个文件夹</source>
            <translation>Folder for the Directory</translation>
        </message>
        <message>
            <source>正在编制名录…</source>
            <translation>Making the directory…</translation>
        </message>
        <message>
            <source>名录已写到 {folder}。</source>
            <translation>The directory is in {folder}. </translation>
        </message>
    </context>
    <context>
        <name>RowDesk</name>
        <message>
            <source>新建一行…</source>
            <translation>New Row…</translation>
        </message>
        <message>
            <source>编辑所选…</source>
            <translation>Edit Selected…</translation>
        </message>
        <message>
            <source>复制一行…</source>
            <translation>Copy Row…</translation>
        </message>
        <message>
            <source>删除所选…</source>
            <translation>Remove Selected…</translation>
        </message>
        <message>
            <source>删除</source>
            <translation>Remove</translation>
        </message>
        <message>
            <source>可以撤销。</source>
            <translation>It can be undone.</translation>
        </message>
        <message>
            <source>同时清空这些行里的代码</source>
            <translation>Empty the codes in these rows too</translation>
        </message>
        <message>
            <source>取消</source>
            <translation>Cancel</translation>
        </message>
        <message>
            <source>等 {n} 行</source>
            <translation>{n} rows in all</translation>
        </message>
        <message>
            <source>删除{kind}：{names}？</source>
            <translation>Remove {kind}: {names}?</translation>
        </message>
        <message>
            <source>删除{kind}</source>
            <translation>Remove {kind}</translation>
        </message>
        <message>
            <source>已删除 {n} 行，Ctrl+Z 撤销。</source>
            <translation>{n} rows removed; Ctrl+Z takes it back.</translation>
        </message>
    </context>
    <context>
        <name>RowForm</name>
        <message>
            <source>编辑{kind}</source>
            <translation>Edit {kind}</translation>
        </message>
        <message>
            <source>新建{kind}</source>
            <translation>New {kind}</translation>
        </message>
        <message>
            <source>修改原因（写入日志，可不填）</source>
            <translation>Reason (goes into the journal, may be empty)</translation>
        </message>
        <message>
            <source>修改原因</source>
            <translation>Reason</translation>
        </message>
        <message>
            <source>保存</source>
            <translation>Save</translation>
        </message>
        <message>
            <source>取消</source>
            <translation>Cancel</translation>
        </message>
        <message>
            <source>{n} 处提醒，仍可保存</source>
            <translation>{n} warnings; it can be saved</translation>
        </message>
        <message>
            <source>{n} 处须更正后才能保存</source>
            <translation>{n} to be mended before it can be saved</translation>
        </message>
        <message>
            <source>还没有位置：保存后用工具栏的“新建点”在地图上点一下。</source>
            <translation>It has no place yet: save it, then click the map with New Point.</translation>
        </message>
    </context>
    <context>
        <name>RulerDesk</name>
        <message>
            <source>网格台账和工作量</source>
            <translation>Cells and Their Workload</translation>
        </message>
        <message>
            <source>河流直线示意图…</source>
            <translation>Strip Diagram of a River…</translation>
        </message>
    </context>
    <context>
        <name>RulesDesk</name>
        <message>
            <source>规则与代码表…</source>
            <translation>Rules and Codelists…</translation>
        </message>
    </context>
    <context>
        <name>RulesDialog</name>
        <message>
            <source>规则与代码表</source>
            <translation>Rules and Codelists</translation>
        </message>
        <message>
            <source>规则</source>
            <translation>Rules</translation>
        </message>
        <message>
            <source>代码表与节假日</source>
            <translation>Codelists and Holidays</translation>
        </message>
        <message>
            <source>关闭</source>
            <translation>Close</translation>
        </message>
        <message>
            <source>筛选规则…</source>
            <translation>Filter rules…</translation>
        </message>
        <message>
            <source>值</source>
            <translation>Value</translation>
        </message>
        <message>
            <source>说明与依据</source>
            <translation>Remarks and source</translation>
        </message>
        <message>
            <source>“{text}”不是这条规则能用的值，没有更改。原值：{before}</source>
            <translation>“{text}” is no value for this rule; nothing was changed. It stays {before}</translation>
        </message>
        <message>
            <source>修改规则 {section}.{key}</source>
            <translation>Change rule {section}.{key}</translation>
        </message>
        <message>
            <source>已保存：{section}.{key}（可撤销）</source>
            <translation>Saved: {section}.{key} (can be undone)</translation>
        </message>
        <message>
            <source>代码表</source>
            <translation>Codelist</translation>
        </message>
        <message>
            <source>代码表的词</source>
            <translation>Words of the codelist</translation>
        </message>
        <message>
            <source>添加</source>
            <translation>Add</translation>
        </message>
        <message>
            <source>删除</source>
            <translation>Remove</translation>
        </message>
        <message>
            <source>上移</source>
            <translation>Up</translation>
        </message>
        <message>
            <source>下移</source>
            <translation>Down</translation>
        </message>
        <message>
            <source>保存</source>
            <translation>Save</translation>
        </message>
        <message>
            <source>日期</source>
            <translation>Day</translation>
        </message>
        <message>
            <source>词</source>
            <translation>Word</translation>
        </message>
        <message>
            <source>级别</source>
            <translation>Level</translation>
        </message>
        <message>
            <source>含义</source>
            <translation>Meaning</translation>
        </message>
        <message>
            <source>上级</source>
            <translation>Above</translation>
        </message>
        <message>
            <source>来源</source>
            <translation>Source</translation>
        </message>
        <message>
            <source>在用</source>
            <translation>In use</translation>
        </message>
        <message>
            <source>“{word}”有 {n} 行在用，不能删除。请先把这些行改为别的词。</source>
            <translation>“{word}” is in use in {n} rows and cannot be removed. Give these rows another word first.</translation>
        </message>
        <message>
            <source>修改代码表“{name}”</source>
            <translation>Change codelist “{name}”</translation>
        </message>
        <message>
            <source>已保存代码表“{name}”（可撤销）</source>
            <translation>Saved codelist “{name}” (can be undone)</translation>
        </message>
        <message>
            <source>“{word}”出现了两次，没有保存。</source>
            <translation>“{word}” stands twice; nothing was saved.</translation>
        </message>
        <message>
            <source>“{word}”有 {n} 行在用，不能删除或改名，没有保存。</source>
            <translation>“{word}” is in use in {n} rows and cannot be removed or renamed; nothing was saved.</translation>
        </message>
    </context>
    <context>
        <name>SearchBox</name>
        <message>
            <source>搜索河流、河长、编码、地名</source>
            <translation>Search river, chief, code, place</translation>
        </message>
        <message>
            <source>搜索</source>
            <translation>Search</translation>
        </message>
    </context>
    <context>
        <name>Sides</name>
        <message>
            <source>名册</source>
            <translation>Roster</translation>
        </message>
        <message>
            <source>图层</source>
            <translation>Layers</translation>
        </message>
        <message>
            <source>河段权属</source>
            <translation>Ownership</translation>
        </message>
        <message>
            <source>公示牌</source>
            <translation>Signboards</translation>
        </message>
        <message>
            <source>排污口</source>
            <translation>Outfalls</translation>
        </message>
        <message>
            <source>检查</source>
            <translation>Checks</translation>
        </message>
        <message>
            <source>卡片</source>
            <translation>Card</translation>
        </message>
        <message>
            <source>日志</source>
            <translation>Journal</translation>
        </message>
        <message>
            <source>网格</source>
            <translation>Cells</translation>
        </message>
    </context>
    <context>
        <name>SignboardPanel</name>
        <message>
            <source>公示牌</source>
            <translation>Signboards</translation>
        </message>
        <message>
            <source>还没有公示牌。
用“文件 → 导入文件夹”导入公示牌的点图层。</source>
            <translation>No signboards yet.
Bring in their points with File → Import Folder.</translation>
        </message>
    </context>
    <context>
        <name>SourcesDialog</name>
        <message>
            <source>污染源</source>
            <translation>Sources</translation>
        </message>
        <message>
            <source>本排污口的污染源</source>
            <translation>Sources of this outfall</translation>
        </message>
        <message>
            <source>其他污染源</source>
            <translation>Other sources</translation>
        </message>
        <message>
            <source>筛选…</source>
            <translation>Filter…</translation>
        </message>
        <message>
            <source>← 关联</source>
            <translation>← Link</translation>
        </message>
        <message>
            <source>取消关联 →</source>
            <translation>Unlink →</translation>
        </message>
        <message>
            <source>新增并关联</source>
            <translation>Add and Link</translation>
        </message>
        <message>
            <source>关闭</source>
            <translation>Close</translation>
        </message>
        <message>
            <source>新增污染源</source>
            <translation>New source</translation>
        </message>
        <message>
            <source>新增污染源：{name}</source>
            <translation>New source: {name}</translation>
        </message>
        <message>
            <source>关联污染源：{name}</source>
            <translation>Link source: {name}</translation>
        </message>
        <message>
            <source>取消关联污染源：{name}</source>
            <translation>Unlink source: {name}</translation>
        </message>
        <message>
            <source>名称</source>
            <translation>Name</translation>
        </message>
        <message>
            <source>类别</source>
            <translation>Category</translation>
        </message>
        <message>
            <source>排污口</source>
            <translation>Outfall</translation>
        </message>
        <message>
            <source>编码</source>
            <translation>Code</translation>
        </message>
        <message>
            <source>责任单位</source>
            <translation>Responsible</translation>
        </message>
        <message>
            <source>所在村居</source>
            <translation>Village</translation>
        </message>
        <message>
            <source>位置</source>
            <translation>Place</translation>
        </message>
    </context>
    <context>
        <name>SplitTool</name>
        <message>
            <source>在河段上点一下，分成两段；Esc 结束</source>
            <translation>Click a segment to cut it in two; Esc ends</translation>
        </message>
        <message>
            <source>{name}  {at}：上段 {upper} 米，下段 {lower} 米</source>
            <translation>{name}  {at}: {upper} m above, {lower} m below</translation>
        </message>
        <message>
            <source>这里没有河段：请靠近河段的线再点。</source>
            <translation>No segment here: click closer to its line.</translation>
        </message>
        <message>
            <source>分段</source>
            <translation>Split</translation>
        </message>
        <message>
            <source>已分为 {one} 和 {other}，{n} 个公示牌、排污口归入下段。Ctrl+Z 撤销。</source>
            <translation>Split into {one} and {other}; {n} boards and outfalls go to the lower part. Ctrl+Z takes it back.</translation>
        </message>
    </context>
    <context>
        <name>SplittingDialog</name>
        <message>
            <source>划分河段</source>
            <translation>Split Rivers</translation>
        </message>
        <message>
            <source>筛选河流…</source>
            <translation>Filter rivers…</translation>
        </message>
        <message>
            <source>要划分的河流</source>
            <translation>Rivers to split</translation>
        </message>
        <message>
            <source>全选所列河流</source>
            <translation>All rivers listed</translation>
        </message>
        <message>
            <source>在镇街界和村居界断开</source>
            <translation>Cut at town and village borders</translation>
        </message>
        <message>
            <source>只在镇街界断开</source>
            <translation>Cut at town borders only</translation>
        </message>
        <message>
            <source>划分</source>
            <translation>Split</translation>
        </message>
        <message>
            <source>建议的河段</source>
            <translation>Proposed segments</translation>
        </message>
        <message>
            <source>停止</source>
            <translation>Stop</translation>
        </message>
        <message>
            <source>关闭</source>
            <translation>Close</translation>
        </message>
        <message>
            <source>接受勾选的河段</source>
            <translation>Accept Ticked Segments</translation>
        </message>
        <message>
            <source>处理</source>
            <translation>Verdict</translation>
        </message>
        <message>
            <source>河段代码</source>
            <translation>Code</translation>
        </message>
        <message>
            <source>河段名称</source>
            <translation>Segment</translation>
        </message>
        <message>
            <source>起点</source>
            <translation>From</translation>
        </message>
        <message>
            <source>止点</source>
            <translation>To</translation>
        </message>
        <message>
            <source>长度（米）</source>
            <translation>Length (m)</translation>
        </message>
        <message>
            <source>镇街</source>
            <translation>Town</translation>
        </message>
        <message>
            <source>村居</source>
            <translation>Villages</translation>
        </message>
        <message>
            <source>原河段</source>
            <translation>In place of</translation>
        </message>
        <message>
            <source>说明</source>
            <translation>Notes</translation>
        </message>
        <message>
            <source>保留</source>
            <translation>keep</translation>
        </message>
        <message>
            <source>取代</source>
            <translation>replace</translation>
        </message>
        <message>
            <source>新增</source>
            <translation>new</translation>
        </message>
        <message>
            <source>区外</source>
            <translation>outside</translation>
        </message>
        <message>
            <source>保留 {kept} 段，新增或取代 {changed} 段（已勾选 {ticked} 段），区外 {outside} 段。</source>
            <translation>{kept} stay, {changed} are new or take the place of others ({ticked} ticked), {outside} lie outside.</translation>
        </message>
        <message>
            <source>所选河流没有可划分的线，也没有河段。</source>
            <translation>The chosen rivers have no line that could be split.</translation>
        </message>
        <message>
            <source>划分河段（{n} 段）</source>
            <translation>Split rivers ({n} segments)</translation>
        </message>
        <message>
            <source>已划分 {n} 段；可用“撤销”退回。</source>
            <translation>{n} segments were made; Undo takes them back.</translation>
        </message>
        <message>
            <source>数据已改变，请重新划分。</source>
            <translation>The data have changed: split again.</translation>
        </message>
        <message>
            <source>勾选左边的河流，再按“划分”。已有河段会逐段比对。</source>
            <translation>Tick rivers on the left, then press Split. Segments on record are compared one by one.</translation>
        </message>
        <message>
            <source>还没有河流的线：请先导入河流图层。</source>
            <translation>There are no lines of rivers yet: import rivers first.</translation>
        </message>
    </context>
    <context>
        <name>StripDialog</name>
        <message>
            <source>河流直线示意图</source>
            <translation>Strip Diagram of a River</translation>
        </message>
        <message>
            <source>保存为 PDF…</source>
            <translation>Save as PDF…</translation>
        </message>
        <message>
            <source>打印…</source>
            <translation>Print…</translation>
        </message>
        <message>
            <source>河流名称或代码…</source>
            <translation>Name or code of a river…</translation>
        </message>
        <message>
            <source>筛选河流</source>
            <translation>Filter the rivers</translation>
        </message>
        <message>
            <source>河流</source>
            <translation>Rivers</translation>
        </message>
        <message>
            <source>纸张</source>
            <translation>Paper</translation>
        </message>
        <message>
            <source>A4 横向，分幅</source>
            <translation>A4 across, in sheets</translation>
        </message>
        <message>
            <source>加长 420 毫米</source>
            <translation>Long, 420 mm</translation>
        </message>
        <message>
            <source>加长 841 毫米</source>
            <translation>Long, 841 mm</translation>
        </message>
        <message>
            <source>加长 1189 毫米</source>
            <translation>Long, 1189 mm</translation>
        </message>
        <message>
            <source>{river}（{n} 段）</source>
            <translation>{river} ({n} segments)</translation>
        </message>
        <message>
            <source>还没有可以画的河流：河段要有所属河流代码和序号。</source>
            <translation>There is no river to draw yet: segments need the code of their river and a sequence number.</translation>
        </message>
        <message>
            <source>共 {n} 幅。桩号为全河桩号，从最上游河段的起点量起。</source>
            <translation>{n} sheets. Chainages are river chainages, from the upper end of the uppermost segment.</translation>
        </message>
        <message>
            <source>{river}直线示意图.pdf</source>
            <translation>{river} strip diagram.pdf</translation>
        </message>
        <message>
            <source>保存为 PDF</source>
            <translation>Save as PDF</translation>
        </message>
    </context>
    <context>
        <name>SymbolsDialog</name>
        <message>
            <source>图层符号</source>
            <translation>Layer Symbols</translation>
        </message>
        <message>
            <source>标准</source>
            <translation>Standard</translation>
        </message>
        <message>
            <source>单一符号</source>
            <translation>Single symbol</translation>
        </message>
        <message>
            <source>按类别</source>
            <translation>By category</translation>
        </message>
        <message>
            <source>按数值分级</source>
            <translation>Graduated by number</translation>
        </message>
        <message>
            <source>按规则</source>
            <translation>By rule</translation>
        </message>
        <message>
            <source>各级数量相等</source>
            <translation>Equal counts (quantile)</translation>
        </message>
        <message>
            <source>间隔相等</source>
            <translation>Equal intervals</translation>
        </message>
        <message>
            <source>自然断点</source>
            <translation>Natural breaks</translation>
        </message>
        <message>
            <source>默认</source>
            <translation>Default</translation>
        </message>
        <message>
            <source>添加规则</source>
            <translation>Add Rule</translation>
        </message>
        <message>
            <source>颜色…</source>
            <translation>Colour…</translation>
        </message>
        <message>
            <source>上移</source>
            <translation>Up</translation>
        </message>
        <message>
            <source>下移</source>
            <translation>Down</translation>
        </message>
        <message>
            <source>删除</source>
            <translation>Remove</translation>
        </message>
        <message>
            <source>确定</source>
            <translation>OK</translation>
        </message>
        <message>
            <source>取消</source>
            <translation>Cancel</translation>
        </message>
        <message>
            <source>应用</source>
            <translation>Apply</translation>
        </message>
        <message>
            <source>恢复默认</source>
            <translation>Restore Defaults</translation>
        </message>
        <message>
            <source>图层</source>
            <translation>Layer</translation>
        </message>
        <message>
            <source>现成专题</source>
            <translation>Ready-made</translation>
        </message>
        <message>
            <source>分类方式</source>
            <translation>Classes</translation>
        </message>
        <message>
            <source>字段</source>
            <translation>Field</translation>
        </message>
        <message>
            <source>配色</source>
            <translation>Colours</translation>
        </message>
        <message>
            <source>断点</source>
            <translation>Breaks</translation>
        </message>
        <message>
            <source>级数</source>
            <translation>Number of classes</translation>
        </message>
        <message>
            <source>线宽、大小</source>
            <translation>Width, size</translation>
        </message>
        <message>
            <source>（选择）</source>
            <translation>(choose)</translation>
        </message>
        <message>
            <source>包含</source>
            <translation>contains</translation>
        </message>
        <message>
            <source>为空</source>
            <translation>is empty</translation>
        </message>
        <message>
            <source>不为空</source>
            <translation>is not empty</translation>
        </message>
        <message>
            <source>标准：本软件自带的符号。</source>
            <translation>Standard: the symbols that come with the program.</translation>
        </message>
        <message>
            <source>字段由本软件计算，QGIS 里没有，QGIS 打开工作库时仍用标准符号。</source>
            <translation>The program computes this field; QGIS does not have it and goes on showing the standard symbols.</translation>
        </message>
        <message>
            <source>存入工作库；QGIS 打开工作库时用同样的分类和颜色。</source>
            <translation>Kept in the store; QGIS opens it with the same classes and colours.</translation>
        </message>
        <message>
            <source>工作库以只读方式打开：只在本窗口生效，不保存。</source>
            <translation>The store is open read-only: this holds for this window and is not saved.</translation>
        </message>
        <message>
            <source>颜色</source>
            <translation>Colour</translation>
        </message>
        <message>
            <source>修改符号：{name}</source>
            <translation>Change symbols: {name}</translation>
        </message>
        <message>
            <source>标注</source>
            <translation>Names</translation>
        </message>
        <message>
            <source>隐藏或显示</source>
            <translation>Hide or Show</translation>
        </message>
    </context>
    <context>
        <name>TablePanel</name>
        <message>
            <source>台账还没有读入；可在地图上方读入。</source>
            <translation>The rows have not been read yet; do so above the map.</translation>
        </message>
        <message>
            <source>表格</source>
            <translation>Table</translation>
        </message>
        <message>
            <source>筛选…</source>
            <translation>Filter…</translation>
        </message>
        <message>
            <source>筛选表格</source>
            <translation>Filter the table</translation>
        </message>
        <message>
            <source>选择列</source>
            <translation>Choose columns</translation>
        </message>
        <message>
            <source>导出表格…</source>
            <translation>Export table…</translation>
        </message>
        <message>
            <source>导出表格</source>
            <translation>Export table</translation>
        </message>
        <message>
            <source>Excel 工作簿 (*.xlsx)</source>
            <translation>Excel workbook (*.xlsx)</translation>
        </message>
        <message>
            <source>新建…</source>
            <translation>New…</translation>
        </message>
        <message>
            <source>编辑…</source>
            <translation>Edit…</translation>
        </message>
        <message>
            <source>复制一行…</source>
            <translation>Copy Row…</translation>
        </message>
        <message>
            <source>删除…</source>
            <translation>Remove…</translation>
        </message>
        <message>
            <source>历史</source>
            <translation>History</translation>
        </message>
        <message>
            <source>在地图上显示</source>
            <translation>Show on Map</translation>
        </message>
        <message>
            <source>复制表格行</source>
            <translation>Copy Table Rows</translation>
        </message>
        <message>
            <source>{title} 截至 {day}</source>
            <translation>{title} as of {day}</translation>
        </message>
        <message>
            <source>截至</source>
            <translation>As of</translation>
        </message>
    </context>
    <context>
        <name>ThresholdDialog</name>
        <message>
            <source>错误</source>
            <translation>Error</translation>
        </message>
        <message>
            <source>提醒</source>
            <translation>Warning</translation>
        </message>
        <message>
            <source>恢复默认</source>
            <translation>Restore Default</translation>
        </message>
        <message>
            <source>保存</source>
            <translation>Save</translation>
        </message>
        <message>
            <source>取消</source>
            <translation>Cancel</translation>
        </message>
        <message>
            <source>限值</source>
            <translation>Limit</translation>
        </message>
        <message>
            <source>程度</source>
            <translation>Severity</translation>
        </message>
        <message>
            <source>默认</source>
            <translation>Default</translation>
        </message>
        <message>
            <source>依据</source>
            <translation>Source</translation>
        </message>
        <message>
            <source>修改“{name}”的限值</source>
            <translation>Change the limit of “{name}”</translation>
        </message>
    </context>
    <context>
        <name>TopBar</name>
        <message>
            <source>工具栏</source>
            <translation>Tool bar</translation>
        </message>
        <message>
            <source>截至日期</source>
            <translation>As-of date</translation>
        </message>
        <message>
            <source>地图、表格和打印按这一天的河长和状态显示</source>
            <translation>Map, tables and prints show the chiefs and states of this day</translation>
        </message>
        <message>
            <source>截至</source>
            <translation>As of</translation>
        </message>
    </context>
    <context>
        <name>Tour</name>
        <message>
            <source>界面导览</source>
            <translation>Tour of the Window</translation>
        </message>
        <message>
            <source>跳过</source>
            <translation>Skip</translation>
        </message>
        <message>
            <source>上一步</source>
            <translation>Back</translation>
        </message>
        <message>
            <source>开始使用</source>
            <translation>Start</translation>
        </message>
        <message>
            <source>下一步</source>
            <translation>Next</translation>
        </message>
    </context>
    <context>
        <name>TracksPage</name>
        <message>
            <source>轨迹</source>
            <translation>Tracks</translation>
        </message>
        <message>
            <source>河段</source>
            <translation>Segment</translation>
        </message>
        <message>
            <source>走过</source>
            <translation>Walked</translation>
        </message>
        <message>
            <source>米</source>
            <translation>m</translation>
        </message>
        <message>
            <source>起</source>
            <translation>From</translation>
        </message>
        <message>
            <source>止</source>
            <translation>To</translation>
        </message>
        <message>
            <source>最早</source>
            <translation>First</translation>
        </message>
        <message>
            <source>最晚</source>
            <translation>Last</translation>
        </message>
        <message>
            <source>轨迹走过的河段</source>
            <translation>Segments that tracks went along</translation>
        </message>
        <message>
            <source>航点</source>
            <translation>Way point</translation>
        </message>
        <message>
            <source>处理</source>
            <translation>What becomes of it</translation>
        </message>
        <message>
            <source>附近已有</source>
            <translation>On record nearby</translation>
        </message>
        <message>
            <source>桩号</source>
            <translation>Chainage</translation>
        </message>
        <message>
            <source>备注</source>
            <translation>Note</translation>
        </message>
        <message>
            <source>时间</source>
            <translation>Time</translation>
        </message>
        <message>
            <source>航点列表</source>
            <translation>List of way points</translation>
        </message>
        <message>
            <source>新建排污口草稿</source>
            <translation>New Draft Outfall</translation>
        </message>
        <message>
            <source>新建公示牌草稿</source>
            <translation>New Draft Board</translation>
        </message>
        <message>
            <source>不采用</source>
            <translation>Leave</translation>
        </message>
        <message>
            <source>选中的航点：</source>
            <translation>Selected way points:</translation>
        </message>
        <message>
            <source>走过的河段</source>
            <translation>Segments walked</translation>
        </message>
        <message>
            <source>不在任何河段附近</source>
            <translation>near no segment</translation>
        </message>
    </context>
    <context>
        <name>UpdateDialog</name>
        <message>
            <source>从文件安装更新</source>
            <translation>Install Update from File</translation>
        </message>
        <message>
            <source>还没有选择文件</source>
            <translation>No file chosen yet</translation>
        </message>
        <message>
            <source>选择文件…</source>
            <translation>Choose File…</translation>
        </message>
        <message>
            <source>U 盘上的 gridwatch-…-update.zip 或 .update.json</source>
            <translation>gridwatch-…-update.zip or .update.json on the stick</translation>
        </message>
        <message>
            <source>现在用的是 {version} 版。更新不动工作库和设置。</source>
            <translation>You are using version {version}. Stores and settings are not touched.</translation>
        </message>
        <message>
            <source>安装并关闭</source>
            <translation>Install and Close</translation>
        </message>
        <message>
            <source>取消</source>
            <translation>Cancel</translation>
        </message>
        <message>
            <source>选择更新文件</source>
            <translation>Choose the Update</translation>
        </message>
        <message>
            <source>更新文件</source>
            <translation>Updates</translation>
        </message>
        <message>
            <source>{version} 版</source>
            <translation>Version {version}</translation>
        </message>
        <message>
            <source>正在核对文件…</source>
            <translation>Checking the file…</translation>
        </message>
        <message>
            <source>文件完好，可以安装。安装前会关闭程序。</source>
            <translation>The file is whole and can be installed. The program closes first.</translation>
        </message>
    </context>
    <context>
        <name>ValueRow</name>
        <message>
            <source>编辑</source>
            <translation>Edit</translation>
        </message>
    </context>
    <context>
        <name>WelcomePage</name>
        <message>
            <source>河长制网格化管理</source>
            <translation>River chiefs by grid</translation>
        </message>
        <message>
            <source>把河段、行政区、网格、公示牌和排污口放到一张图上，查清责任，打印辖区图。数据都在本机，不需要网络。</source>
            <translation>Segments, jurisdictions, grid cells, signboards and outfalls on one map: see who answers for what, and print it. All data stay on this computer; no network is needed.</translation>
        </message>
        <message>
            <source>导入文件夹…</source>
            <translation>Import Folder…</translation>
        </message>
        <message>
            <source>打开工作库…</source>
            <translation>Open Store…</translation>
        </message>
        <message>
            <source>新建工作库…</source>
            <translation>New Store…</translation>
        </message>
        <message>
            <source>打开示例：云溪区</source>
            <translation>Open Sample: Yunxi</translation>
        </message>
        <message>
            <source>最近打开</source>
            <translation>Recently opened</translation>
        </message>
        <message>
            <source>从收到的资料新建工作库；先看计划，再写入</source>
            <translation>A new store from what you received: first a plan, then the rows</translation>
        </message>
        <message>
            <source>第一次用？虚构的一个区，怎么改都不要紧</source>
            <translation>New here? A made-up district; change whatever you like</translation>
        </message>
        <message>
            <source>已有的 .gpkg 文件</source>
            <translation>A .gpkg file you already have</translation>
        </message>
        <message>
            <source>空的，自己登记</source>
            <translation>Empty, to be filled by hand</translation>
        </message>
        <message>
            <source>打开外业核查包…</source>
            <translation>Open Review Package…</translation>
        </message>
        <message>
            <source>区河长办发来的 .gwreview 文件</source>
            <translation>A .gwreview file that the office sent</translation>
        </message>
    </context>
    <context>
        <name>WithdrawDialog</name>
        <message>
            <source>撤回 {n} 条权属记录的确认。原因写入修改日志，可以撤销。</source>
            <translation>Withdraw the confirmation of {n} ownership rows. The reason goes into the journal; it can be undone.</translation>
        </message>
        <message>
            <source>撤回登记或确认</source>
            <translation>Withdraw Registration or Confirmation</translation>
        </message>
        <message>
            <source>连同登记一起撤回（主体保留，状态回到未登记）</source>
            <translation>Withdraw the registration as well (bodies stay on record)</translation>
        </message>
        <message>
            <source>例如：确认文件有误，退回重签</source>
            <translation>Why</translation>
        </message>
        <message>
            <source>原因</source>
            <translation>Reason</translation>
        </message>
        <message>
            <source>撤回</source>
            <translation>Withdraw</translation>
        </message>
        <message>
            <source>取消</source>
            <translation>Cancel</translation>
        </message>
        <message>
            <source>撤回权属确认</source>
            <translation>Withdraw confirmation</translation>
        </message>
    </context>
    <context>
        <name>_BankFields</name>
        <message>
            <source>未填</source>
            <translation>none</translation>
        </message>
    </context>
    <context>
        <name>Chips</name>
        <message>
            <source>只看“{mark}”</source>
            <translation>Only “{mark}”</translation>
        </message>
    </context>
    <context>
        <name>_Faults</name>
        <message>
            <source>检查结果</source>
            <translation>Faults</translation>
        </message>
    </context>
    <context>
        <name>_FigureRows</name>
        <message>
            <source>这里没有任何一行。</source>
            <translation>There is no row here.</translation>
        </message>
    </context>
    <context>
        <name>_Rates</name>
        <message>
            <source>{figure}
点开看每一行</source>
            <translation>{figure}
Open it to see every row</translation>
        </message>
    </context>
    <context>
        <name>_StateBar</name>
        <message>
            <source>河段 {n}</source>
            <translation>segments {n}</translation>
        </message>
        <message>
            <source>河流 {n}</source>
            <translation>rivers {n}</translation>
        </message>
        <message>
            <source>{title}：点开看分子、分母和口径</source>
            <translation>{title}: click for numerator, denominator and rule</translation>
        </message>
    </context>
    <context>
        <name>_Title</name>
        <message>
            <source>浮动或停靠</source>
            <translation>Float or dock</translation>
        </message>
        <message>
            <source>关闭面板</source>
            <translation>Close panel</translation>
        </message>
    </context>
    <context>
        <name>HandoverDialog</name>
        <message>
            <source>批量交接</source>
            <translation>Hand Over Everything</translation>
        </message>
        <message>
            <source>变更河长 · 换届体检</source>
            <translation>Change of Chief · Handover Check</translation>
        </message>
        <message>
            <source>由在册人员接任</source>
            <translation>Somebody on record follows</translation>
        </message>
        <message>
            <source>由新人接任</source>
            <translation>A new person follows</translation>
        </message>
        <message>
            <source>待定</source>
            <translation>Nobody yet</translation>
        </message>
        <message>
            <source>离任人</source>
            <translation>Who leaves</translation>
        </message>
        <message>
            <source>变更日期</source>
            <translation>On</translation>
        </message>
        <message>
            <source>接任</source>
            <translation>Then</translation>
        </message>
        <message>
            <source>接任人</source>
            <translation>Who follows</translation>
        </message>
        <message>
            <source>单位及职务</source>
            <translation>Unit and title</translation>
        </message>
        <message>
            <source>办公电话</source>
            <translation>Office phone</translation>
        </message>
        <message>
            <source>手机</source>
            <translation>Mobile</translation>
        </message>
        <message>
            <source>代管人</source>
            <translation>Who acts</translation>
        </message>
        <message>
            <source>任命文号</source>
            <translation>Document</translation>
        </message>
        <message>
            <source>交出的职务</source>
            <translation>Posts given up</translation>
        </message>
        <message>
            <source>任职</source>
            <translation>Since</translation>
        </message>
        <message>
            <source>公示牌</source>
            <translation>Boards</translation>
        </message>
        <message>
            <source>河长名单</source>
            <translation>Public roster</translation>
        </message>
        <message>
            <source>图件</source>
            <translation>Sheets</translation>
        </message>
        <message>
            <source>文件</source>
            <translation>File</translation>
        </message>
        <message>
            <source>日期</source>
            <translation>Day</translation>
        </message>
        <message>
            <source>权属确认</source>
            <translation>Confirmations</translation>
        </message>
        <message>
            <source>河段</source>
            <translation>Segment</translation>
        </message>
        <message>
            <source>确认人</source>
            <translation>Confirmed by</translation>
        </message>
        <message>
            <source>确认日期</source>
            <translation>On</translation>
        </message>
        <message>
            <source>无人管护的网格</source>
            <translation>Cells without keeper</translation>
        </message>
        <message>
            <source>网格</source>
            <translation>Cell</translation>
        </message>
        <message>
            <source>确认后作为一次修改写入，可以撤销；打印不改变任何数据。</source>
            <translation>The change is written as one edit and can be undone; printing changes nothing.</translation>
        </message>
        <message>
            <source>次序</source>
            <translation>No.</translation>
        </message>
        <message>
            <source>编号</source>
            <translation>Code</translation>
        </message>
        <message>
            <source>现牌面</source>
            <translation>Face now</translation>
        </message>
        <message>
            <source>应改为</source>
            <translation>Should say</translation>
        </message>
        <message>
            <source>期限</source>
            <translation>By</translation>
        </message>
        <message>
            <source>职务</source>
            <translation>Role</translation>
        </message>
        <message>
            <source>原来</source>
            <translation>Before</translation>
        </message>
        <message>
            <source>现在</source>
            <translation>Now</translation>
        </message>
        <message>
            <source>体检表…</source>
            <translation>Check as Paper…</translation>
        </message>
        <message>
            <source>新牌面…</source>
            <translation>New Faces…</translation>
        </message>
        <message>
            <source>确认变更</source>
            <translation>Make the Change</translation>
        </message>
        <message>
            <source>请选择离任人：输入姓名或拼音首字母。</source>
            <translation>Choose who leaves: type a name or its initials.</translation>
        </message>
        <message>
            <source>这个人在变更日期没有任职。</source>
            <translation>This person holds no post on that day.</translation>
        </message>
        <message>
            <source>请勾选要交出的职务。</source>
            <translation>Tick the posts to give up.</translation>
        </message>
        <message>
            <source>请选择接任人；还没有人选时选“待定”。</source>
            <translation>Choose who follows, or “Nobody yet”.</translation>
        </message>
        <message>
            <source>换届体检表</source>
            <translation>Handover check</translation>
        </message>
        <message>
            <source>新牌面</source>
            <translation>New faces</translation>
        </message>
    </context>
    <context>
        <name>ChiefsDesk</name>
        <message>
            <source>核对名单…</source>
            <translation>Match Roster…</translation>
        </message>
        <message>
            <source>变更河长 · 换届体检…</source>
            <translation>Change of Chief · Handover Check…</translation>
        </message>
        <message>
            <source>批量交接…</source>
            <translation>Hand Over Everything…</translation>
        </message>
        <message>
            <source>责任追溯单…</source>
            <translation>Who Answered When…</translation>
        </message>
        <message>
            <source>河长名单…</source>
            <translation>Public Roster…</translation>
        </message>
        <message>
            <source>名单：已公布与现状…</source>
            <translation>Roster: Published and Present…</translation>
        </message>
        <message>
            <source>请先选择河段、网格、公示牌、排污口、水库、河流或行政区。</source>
            <translation>Select a segment, cell, board, outfall, reservoir, river or area first.</translation>
        </message>
        <message>
            <source>河长名单</source>
            <translation>Public roster</translation>
        </message>
        <message>
            <source>已记入公布记录，可以撤销。</source>
            <translation>Kept among what was given out; can be undone.</translation>
        </message>
    </context>
    <context>
        <name>RosterPanel</name>
        <message>
            <source>筛选姓名、职务、责任区域…</source>
            <translation>Filter by name, role, place…</translation>
        </message>
        <message>
            <source>变更河长 · 换届体检…</source>
            <translation>Change of Chief · Handover Check…</translation>
        </message>
        <message>
            <source>职务、责任区域</source>
            <translation>Role, place</translation>
        </message>
        <message>
            <source>任职人</source>
            <translation>Holder</translation>
        </message>
        <message>
            <source>名册</source>
            <translation>Roster</translation>
        </message>
        <message>
            <source>还没有河长名单。
用“文件 → 导入文件夹”导入名单表格。</source>
            <translation>There is no roster yet.
Import it with “File → Import Folder”.</translation>
        </message>
        <message>
            <source>公布：{formula}</source>
            <translation>Declared: {formula}</translation>
        </message>
        <message>
            <source>{role}：公布 {declared}，在册 {found}</source>
            <translation>{role}: {declared} declared, {found} on record</translation>
        </message>
    </context>
    <context>
        <name>RowsPane</name>
        <message>
            <source>编码</source>
            <translation>Encoding</translation>
        </message>
        <message>
            <source>前几行</source>
            <translation>First rows</translation>
        </message>
        <message>
            <source>选一个文件，看它的前几行。</source>
            <translation>Choose a file to see its first rows.</translation>
        </message>
        <message>
            <source>正在读取前几行…</source>
            <translation>Reading the first rows…</translation>
        </message>
        <message>
            <source>这个文件读不出来。</source>
            <translation>This file cannot be read.</translation>
        </message>
        <message>
            <source>这个文件没有可以预览的行。</source>
            <translation>This file has no rows to preview.</translation>
        </message>
    </context>
    <context>
        <name>ColumnsPane</name>
        <message>
            <source>列与字段</source>
            <translation>Columns and fields</translation>
        </message>
        <message>
            <source>文件里的列</source>
            <translation>Column of the file</translation>
        </message>
        <message>
            <source>填入</source>
            <translation>Fills</translation>
        </message>
        <message>
            <source>例值</source>
            <translation>Values</translation>
        </message>
        <message>
            <source>依据</source>
            <translation>Because</translation>
        </message>
        <message>
            <source>先选定这个文件的内容，再看列怎么对应。</source>
            <translation>Say what this file is first; then see what its columns fill.</translation>
        </message>
        <message>
            <source>{used} 列填入字段，{rest} 列不采用；不采用的列不会写进工作库。</source>
            <translation>{used} columns fill a field, {rest} are not used; those are not written to the store.</translation>
        </message>
        <message>
            <source>不采用</source>
            <translation>Not used</translation>
        </message>
        <message>
            <source>没有认出对应的字段</source>
            <translation>no field was recognised</translation>
        </message>
        <message>
            <source>坐标列用来定位。</source>
            <translation>Columns with coordinates place the rows.</translation>
        </message>
    </context>
    <context>
        <name>ProfileBar</name>
        <message>
            <source>不用方案</source>
            <translation>Without profile</translation>
        </message>
        <message>
            <source>存为方案…</source>
            <translation>Save as profile…</translation>
        </message>
        <message>
            <source>记住这次对文件、编码、坐标系和列的选择，下个月的同类来件会照着填好。</source>
            <translation>Remember what was decided on files, encodings, CRS and columns; next month's delivery of this sort is filled in alike.</translation>
        </message>
        <message>
            <source>认出了方案“{name}”（{day} 存），已照它填好。</source>
            <translation>Recognised as “{name}” (saved {day}); filled in alike.</translation>
        </message>
        <message>
            <source>没有用方案：按文件本身判断。</source>
            <translation>Without a profile: judged by the files themselves.</translation>
        </message>
        <message>
            <source>存为方案</source>
            <translation>Save as profile</translation>
        </message>
        <message>
            <source>方案名称</source>
            <translation>Name of the profile</translation>
        </message>
        <message>
            <source>保存</source>
            <translation>Save</translation>
        </message>
        <message>
            <source>取消</source>
            <translation>Cancel</translation>
        </message>
        <message>
            <source>已存为方案“{name}”；下次的同类来件会认出来。</source>
            <translation>Saved as “{name}”; the next delivery of this sort will be recognised.</translation>
        </message>
    </context>
    <context>
        <name>PlacePane</name>
        <message>
            <source>坐标医生…</source>
            <translation>Coordinate doctor…</translation>
        </message>
        <message>
            <source>逐一试读这个文件的坐标，看每种读法落在哪里、偏多少米。</source>
            <translation>Try every reading of this file's coordinates; see where each lies and by how many metres it differs.</translation>
        </message>
        <message>
            <source>这个文件没有图形，或者不导入。</source>
            <translation>This file has no shapes, or is left out.</translation>
        </message>
        <message>
            <source>这个文件的图形读不出来。</source>
            <translation>The shapes of this file cannot be read.</translation>
        </message>
    </context>
    <context>
        <name>CasePage</name>
        <message>
            <source>显示全部字段</source>
            <translation>Show all fields</translation>
        </message>
        <message>
            <source>没有照片</source>
            <translation>No photographs</translation>
        </message>
        <message>
            <source>理由，或要再问的话（写入日志和给外业的回执）</source>
            <translation>Reason, or the question (goes into the journal and the receipt)</translation>
        </message>
        <message>
            <source>理由</source>
            <translation>Reason</translation>
        </message>
        <message>
            <source>连同指向它的行一并处理</source>
            <translation>Also deal with rows that point to it</translation>
        </message>
        <message>
            <source>例如删除河段时，其权属一并删除；不勾选则有行指向它时不予删除。</source>
            <translation>Removing a segment also removes its ownership, for example; unticked, a row that others point to is not removed.</translation>
        </message>
        <message>
            <source>外业所提全部写入工作库</source>
            <translation>Write everything the field proposes</translation>
        </message>
        <message>
            <source>只写入上表勾选的字段</source>
            <translation>Write only the fields ticked above</translation>
        </message>
        <message>
            <source>不写入，工作库不变</source>
            <translation>Write nothing; the store stays as it is</translation>
        </message>
        <message>
            <source>不写入，下次出包时带上这句问话</source>
            <translation>Write nothing; the question goes out with the next package</translation>
        </message>
        <message>
            <source>选一条意见，逐项对照后裁定。</source>
            <translation>Choose a reply, compare it field by field, then decide.</translation>
        </message>
        <message>
            <source>冲突：发出之后内业也改过，红色的请逐项选定。</source>
            <translation>Conflict: the office has changed it too since it went out; decide on the red fields one by one.</translation>
        </message>
        <message>
            <source>内业</source>
            <translation>Office</translation>
        </message>
        <message>
            <source>外业</source>
            <translation>Field</translation>
        </message>
        <message>
            <source>接受</source>
            <translation>Accept</translation>
        </message>
        <message>
            <source>部分接受</source>
            <translation>Accept in Part</translation>
        </message>
        <message>
            <source>不接受</source>
            <translation>Reject</translation>
        </message>
        <message>
            <source>退回再问</source>
            <translation>Ask Back</translation>
        </message>
    </context>
    <context>
        <name>CuttingDialog</name>
        <message>
            <source>裁切核查包</source>
            <translation>Cut review packages</translation>
        </message>
        <message>
            <source>筛选…</source>
            <translation>Filter…</translation>
        </message>
        <message>
            <source>为谁裁切</source>
            <translation>For whom to cut</translation>
        </message>
        <message>
            <source>全选所列</source>
            <translation>Tick all listed</translation>
        </message>
        <message>
            <source>可不填：按镇街、村居名称</source>
            <translation>Optional; the name of the town or village</translation>
        </message>
        <message>
            <source>不带：{fields}</source>
            <translation>Left out: {fields}</translation>
        </message>
        <message>
            <source>可不带（MBTiles 文件）</source>
            <translation>Optional (MBTiles file)</translation>
        </message>
        <message>
            <source>可不填；填了须另行告知</source>
            <translation>Optional; tell it separately</translation>
        </message>
        <message>
            <source>停止</source>
            <translation>Stop</translation>
        </message>
        <message>
            <source>关闭</source>
            <translation>Close</translation>
        </message>
        <message>
            <source>交给</source>
            <translation>To</translation>
        </message>
        <message>
            <source>对象</source>
            <translation>Audience</translation>
        </message>
        <message>
            <source>照片</source>
            <translation>Photographs</translation>
        </message>
        <message>
            <source>底图</source>
            <translation>Base map</translation>
        </message>
        <message>
            <source>口令</source>
            <translation>Passphrase</translation>
        </message>
        <message>
            <source>文件夹</source>
            <translation>Folder</translation>
        </message>
        <message>
            <source>选择…</source>
            <translation>Choose…</translation>
        </message>
        <message>
            <source>核查包存放的文件夹</source>
            <translation>Folder for the packages</translation>
        </message>
        <message>
            <source>工作库里没有{kind}：请先导入。</source>
            <translation>The store has no {kind}: import some first.</translation>
        </message>
        <message>
            <source>裁切 {n} 个包</source>
            <translation>Cut {n} packages</translation>
        </message>
        <message>
            <source>已裁切 {n} 个包，存放在 {folder}。</source>
            <translation>{n} packages cut into {folder}.</translation>
        </message>
    </context>
    <context>
        <name>PackagesDialog</name>
        <message>
            <source>外业核查 · 核查包</source>
            <translation>Field review · Packages</translation>
        </message>
        <message>
            <source>筛选…</source>
            <translation>Filter…</translation>
        </message>
        <message>
            <source>核查包</source>
            <translation>Packages</translation>
        </message>
        <message>
            <source>还没有发出核查包。
点“裁切核查包…”，勾选镇街，拷到U盘交给外业；交回的 .gwreturn 文件在这里收取。</source>
            <translation>No package has gone out yet.
Click “Cut Packages…”, tick towns, hand them over on a stick; the .gwreturn files that come back are taken in here.</translation>
        </message>
        <message>
            <source>裁切核查包…</source>
            <translation>Cut Packages…</translation>
        </message>
        <message>
            <source>收取回传…</source>
            <translation>Take Returns In…</translation>
        </message>
        <message>
            <source>打印核查表…</source>
            <translation>Print Field Sheets…</translation>
        </message>
        <message>
            <source>录入纸质表…</source>
            <translation>Type Sheets In…</translation>
        </message>
        <message>
            <source>回执…</source>
            <translation>Receipt…</translation>
        </message>
        <message>
            <source>结束</source>
            <translation>Close Package</translation>
        </message>
        <message>
            <source>导出表格…</source>
            <translation>Export Table…</translation>
        </message>
        <message>
            <source>关闭</source>
            <translation>Close</translation>
        </message>
        <message>
            <source>审核…</source>
            <translation>Review…</translation>
        </message>
        <message>
            <source>裁定所选核查包的意见；它没有交回时看全部 (Enter)</source>
            <translation>Decide on the replies to this package; on all where it is not back (Enter)</translation>
        </message>
        <message>
            <source>不再等待这个包；以后可以重新开放</source>
            <translation>Expect nothing more of it; it can be opened again</translation>
        </message>
        <message>
            <source>发出 {n} 个，交回 {back} 个，未交回 {out} 个。</source>
            <translation>{n} went out, {back} are back, {out} are missing.</translation>
        </message>
        <message>
            <source>未交回：{names}</source>
            <translation>Missing: {names}</translation>
        </message>
        <message>
            <source>未发包的镇街 {n} 个：{names}</source>
            <translation>{n} towns without a package: {names}</translation>
        </message>
        <message>
            <source>重新开放</source>
            <translation>Open Again</translation>
        </message>
        <message>
            <source>收取回传</source>
            <translation>Take returns in</translation>
        </message>
        <message>
            <source>核查回传</source>
            <translation>Review return</translation>
        </message>
        <message>
            <source>Excel 工作簿 (*.xlsx)</source>
            <translation>Excel workbook (*.xlsx)</translation>
        </message>
        <message>
            <source>导出核查包一览</source>
            <translation>Export the list of packages</translation>
        </message>
        <message>
            <source>核查包一览 {day}</source>
            <translation>Review packages {day}</translation>
        </message>
        <message>
            <source>已保存：{path}</source>
            <translation>Saved: {path}</translation>
        </message>
        <message>
            <source>{name}（{n} 天）</source>
            <translation>{name} ({n} days)</translation>
        </message>
        <message>
            <source>停止</source>
            <translation>Stop</translation>
        </message>
    </context>
    <context>
        <name>PassphraseDialog</name>
        <message>
            <source>口令</source>
            <translation>Passphrase</translation>
        </message>
        <message>
            <source>打开</source>
            <translation>Open</translation>
        </message>
        <message>
            <source>取消</source>
            <translation>Cancel</translation>
        </message>
    </context>
    <context>
        <name>PictureStrip</name>
        <message>
            <source>照片</source>
            <translation>Photographs</translation>
        </message>
        <message>
            <source>{name}（打不开）</source>
            <translation>{name} (cannot be opened)</translation>
        </message>
    </context>
    <context>
        <name>ReviewDesk</name>
        <message>
            <source>外业核查 · 审核台</source>
            <translation>Field review · Desk</translation>
        </message>
        <message>
            <source>核查包</source>
            <translation>Packages</translation>
        </message>
        <message>
            <source>筛选… (Ctrl+F)</source>
            <translation>Filter… (Ctrl+F)</translation>
        </message>
        <message>
            <source>筛选意见</source>
            <translation>Filter replies</translation>
        </message>
        <message>
            <source>外业意见</source>
            <translation>Replies from the field</translation>
        </message>
        <message>
            <source>接受所列、待裁定、没有冲突的意见，一次写入</source>
            <translation>Accept the listed replies that are open and clash with nothing, in one go</translation>
        </message>
        <message>
            <source>撤销</source>
            <translation>Undo</translation>
        </message>
        <message>
            <source>撤销上一次裁定 (Ctrl+Z)</source>
            <translation>Undo the last decision (Ctrl+Z)</translation>
        </message>
        <message>
            <source>关闭</source>
            <translation>Close</translation>
        </message>
        <message>
            <source>正在读取意见…</source>
            <translation>Reading replies…</translation>
        </message>
        <message>
            <source>全部未结束的核查包</source>
            <translation>All packages that are not closed</translation>
        </message>
        <message>
            <source>还没有发出核查包：在“核查包”里裁切。</source>
            <translation>No package has gone out: cut one under Packages.</translation>
        </message>
        <message>
            <source>还没有收到回传：在“核查包”里收取 .gwreturn 文件。</source>
            <translation>No return has come in: take .gwreturn files in under Packages.</translation>
        </message>
        <message>
            <source>全部裁定完毕；可以打印给外业的回执。</source>
            <translation>All is decided; the receipt for the field office can be printed.</translation>
        </message>
        <message>
            <source>待裁定 {n}，其中冲突 {m}</source>
            <translation>{n} open, {m} of them in conflict</translation>
        </message>
        <message>
            <source>接受所列（{n}）</source>
            <translation>Accept Listed ({n})</translation>
        </message>
        <message>
            <source>部分接受一次只能裁定一条。</source>
            <translation>Accept in part takes one reply at a time.</translation>
        </message>
        <message>
            <source>这一条没有要裁定的内容。</source>
            <translation>There is nothing to decide here.</translation>
        </message>
        <message>
            <source>已接受的意见不能改判：请先撤销（Ctrl+Z）那次裁定。</source>
            <translation>What was accepted cannot be decided again: undo that decision first (Ctrl+Z).</translation>
        </message>
        <message>
            <source>退回再问要写明问什么：请填写理由一栏。</source>
            <translation>Asking back needs a question: write it in the reason.</translation>
        </message>
        <message>
            <source>{n} 条没有写入：{why}</source>
            <translation>{n} not written: {why}</translation>
        </message>
        <message>
            <source>已裁定 {n} 条，Ctrl+Z 撤销。</source>
            <translation>{n} decided; Ctrl+Z undoes it.</translation>
        </message>
        <message>
            <source>撤销：{what} (Ctrl+Z)</source>
            <translation>Undo: {what} (Ctrl+Z)</translation>
        </message>
    </context>
    <context>
        <name>ReviewForm</name>
        <message>
            <source>这一项没有随包发出</source>
            <translation>This did not go out with the package</translation>
        </message>
        <message>
            <source>原为：{before}</source>
            <translation>Was: {before}</translation>
        </message>
        <message>
            <source>（空）</source>
            <translation>(empty)</translation>
        </message>
    </context>
    <context>
        <name>ReviewPage</name>
        <message>
            <source>要核查的行</source>
            <translation>Rows to check</translation>
        </message>
        <message>
            <source>筛选… (Ctrl+F)</source>
            <translation>Filter… (Ctrl+F)</translation>
        </message>
        <message>
            <source>筛选要核查的行</source>
            <translation>Filter the rows to check</translation>
        </message>
        <message>
            <source>没有照片：按 6 选择，或拖到这里</source>
            <translation>No photographs: press 6, or drop one here</translation>
        </message>
        <message>
            <source>备注（按 4 填写，回车到下一行）</source>
            <translation>Remark (press 4; Enter goes on)</translation>
        </message>
        <message>
            <source>备注</source>
            <translation>Remark</translation>
        </message>
        <message>
            <source>与实地一致，到下一行</source>
            <translation>It is as on record; go on</translation>
        </message>
        <message>
            <source>填写正确的内容，回车到下一行</source>
            <translation>Type what is right; Enter goes on</translation>
        </message>
        <message>
            <source>实地没有，到下一行</source>
            <translation>It is not there; go on</translation>
        </message>
        <message>
            <source>写备注，回车到下一行</source>
            <translation>Write a remark; Enter goes on</translation>
        </message>
        <message>
            <source>位置</source>
            <translation>Place</translation>
        </message>
        <message>
            <source>在地图上点实际位置</source>
            <translation>Click the true place on the map</translation>
        </message>
        <message>
            <source>照片</source>
            <translation>Photographs</translation>
        </message>
        <message>
            <source>添加照片</source>
            <translation>Add photographs</translation>
        </message>
        <message>
            <source>新增一行</source>
            <translation>Add a row</translation>
        </message>
        <message>
            <source>清除</source>
            <translation>Clear</translation>
        </message>
        <message>
            <source>清除这一行的结论</source>
            <translation>Clear what was said of this row</translation>
        </message>
        <message>
            <source>录入纸质核查表</source>
            <translation>Type field sheets in</translation>
        </message>
        <message>
            <source>录入纸质表…</source>
            <translation>Type Sheets In…</translation>
        </message>
        <message>
            <source>生成交回内业的文件</source>
            <translation>Write the file for the office</translation>
        </message>
        <message>
            <source>生成回传…</source>
            <translation>Send Back…</translation>
        </message>
        <message>
            <source>内业问：{words}</source>
            <translation>The office asks: {words}</translation>
        </message>
        <message>
            <source>未核</source>
            <translation>Not checked</translation>
        </message>
        <message>
            <source>已核 {done} / {total}</source>
            <translation>Checked {done} / {total}</translation>
        </message>
        <message>
            <source>已存盘 {time}</source>
            <translation>Saved {time}</translation>
        </message>
    </context>
    <context>
        <name>ReviewWindow</name>
        <message>
            <source>外业核查 · {area} · {number}</source>
            <translation>Field review · {area} · {number}</translation>
        </message>
        <message>
            <source>{office} {day} 发出，交 {to}。每按一键即存盘，可随时关闭。</source>
            <translation>From {office}, {day}, to {to}. Every key is saved at once; close it at any moment.</translation>
        </message>
        <message>
            <source>外业人员</source>
            <translation>the field office</translation>
        </message>
        <message>
            <source>没有要核查的行。</source>
            <translation>There is nothing to check.</translation>
        </message>
        <message>
            <source>发出时</source>
            <translation>As sent</translation>
        </message>
        <message>
            <source>外业</source>
            <translation>Field</translation>
        </message>
        <message>
            <source>没有可撤销的操作。</source>
            <translation>There is nothing to undo.</translation>
        </message>
        <message>
            <source>已撤销一步。</source>
            <translation>One step undone.</translation>
        </message>
        <message>
            <source>所列各行都已核完；可以“生成回传”了。</source>
            <translation>All listed rows are checked; you can send them back.</translation>
        </message>
        <message>
            <source>新增的行不能标“{mark}”；按 0 可去掉它。</source>
            <translation>A new row cannot be “{mark}”; 0 drops it.</translation>
        </message>
        <message>
            <source>已清除这一行的结论；Ctrl+Z 恢复。</source>
            <translation>Cleared; Ctrl+Z brings it back.</translation>
        </message>
        <message>
            <source>只有公示牌和排污口的位置可以在这里移动。</source>
            <translation>Only signboards and outfalls can be moved here.</translation>
        </message>
        <message>
            <source>在地图上点一下实际位置；Esc 取消。</source>
            <translation>Click the true place on the map; Esc gives up.</translation>
        </message>
        <message>
            <source>选择照片</source>
            <translation>Choose photographs</translation>
        </message>
        <message>
            <source>照片</source>
            <translation>Photographs</translation>
        </message>
        <message>
            <source>{name} 没有添加：{why}。</source>
            <translation>{name} was not added: {why}.</translation>
        </message>
        <message>
            <source>已生成第 {n} 次回传，{count} 条意见：{path}。请交回内业。</source>
            <translation>Return {n} written with {count} replies: {path}. Take it to the office.</translation>
        </message>
    </context>
    <context>
        <name>ReviewsDesk</name>
        <message>
            <source>外业核查包…</source>
            <translation>Review Packages…</translation>
        </message>
        <message>
            <source>审核台…</source>
            <translation>Review Desk…</translation>
        </message>
        <message>
            <source>打开核查包（外业）…</source>
            <translation>Open a Package (Field)…</translation>
        </message>
        <message>
            <source>请先打开发出核查包的工作库，再收取回传。</source>
            <translation>Open the store that sent the package first, then take the return in.</translation>
        </message>
        <message>
            <source>核查表</source>
            <translation>field-sheets</translation>
        </message>
        <message>
            <source>核查回执</source>
            <translation>receipt</translation>
        </message>
        <message>
            <source>打开核查包</source>
            <translation>Open a review package</translation>
        </message>
        <message>
            <source>核查包</source>
            <translation>Packages</translation>
        </message>
        <message>
            <source>正在打开 {name}…</source>
            <translation>Opening {name}…</translation>
        </message>
    </context>
    <context>
        <name>SendDialog</name>
        <message>
            <source>生成回传</source>
            <translation>Send back</translation>
        </message>
        <message>
            <source>已核 {done} / {total}，共 {n} 条意见。回传只带意见和照片，不带工作库；可以多次生成，内业以最后一次为准。</source>
            <translation>Checked {done} / {total}, {n} replies. A return carries replies and photographs only; it may be written again, and the last one counts.</translation>
        </message>
        <message>
            <source>姓名，例如 柳湾镇 王某某</source>
            <translation>Name and town</translation>
        </message>
        <message>
            <source>选择…</source>
            <translation>Choose…</translation>
        </message>
        <message>
            <source>可不填；填了须另行告知内业</source>
            <translation>Optional; tell the office separately</translation>
        </message>
        <message>
            <source>核查人</source>
            <translation>Checked by</translation>
        </message>
        <message>
            <source>文件</source>
            <translation>File</translation>
        </message>
        <message>
            <source>口令</source>
            <translation>Passphrase</translation>
        </message>
        <message>
            <source>生成</source>
            <translation>Write</translation>
        </message>
        <message>
            <source>取消</source>
            <translation>Cancel</translation>
        </message>
        <message>
            <source>核查回传</source>
            <translation>Review return</translation>
        </message>
        <message>
            <source>回传文件</source>
            <translation>Return file</translation>
        </message>
    </context>
    <context>
        <name>SheetsDialog</name>
        <message>
            <source>录入纸质核查表</source>
            <translation>Type field sheets in</translation>
        </message>
        <message>
            <source>页码</source>
            <translation>Page code</translation>
        </message>
        <message>
            <source>号</source>
            <translation>No.</translation>
        </message>
        <message>
            <source>1 ✔  0 ✖  ? ✉</source>
            <translation>1 ✔  0 ✖  ? ✉</translation>
        </message>
        <message>
            <source>备注（可不填）</source>
            <translation>Remark (optional)</translation>
        </message>
        <message>
            <source>结论</source>
            <translation>Found</translation>
        </message>
        <message>
            <source>备注</source>
            <translation>Remark</translation>
        </message>
        <message>
            <source>关闭</source>
            <translation>Close</translation>
        </message>
        <message>
            <source>页码-号</source>
            <translation>Page-No.</translation>
        </message>
        <message>
            <source>名称</source>
            <translation>Name</translation>
        </message>
        <message>
            <source>已录入</source>
            <translation>Typed in</translation>
        </message>
        <message>
            <source>照纸上标题下的页码、行号和勾选录入，回车到下一格；结论后回车即存入，行号自动加一。更正的内容请在核查表单里填写。</source>
            <translation>Type the page code below the title, the number and the tick; Enter goes on. Enter after the tick takes the line, and the number goes up. Corrections are typed in the form.</translation>
        </message>
        <message>
            <source>这个核查包没有核查表。</source>
            <translation>This package has no field sheets.</translation>
        </message>
    </context>
    <context>
        <name>ShiftMap</name>
        <message>
            <source>原位置和外业位置</source>
            <translation>Places before and as found</translation>
        </message>
        <message>
            <source>移动距离</source>
            <translation>Shift</translation>
        </message>
        <message>
            <source>放大到这一项</source>
            <translation>Zoom to it</translation>
        </message>
        <message>
            <source>全图</source>
            <translation>Whole map</translation>
        </message>
        <message>
            <source>发出时</source>
            <translation>As sent</translation>
        </message>
        <message>
            <source>外业</source>
            <translation>Field</translation>
        </message>
        <message>
            <source>内业现在</source>
            <translation>Office now</translation>
        </message>
        <message>
            <source>移动 {far}</source>
            <translation>moved {far}</translation>
        </message>
    </context>
    <context>
        <name>ShiftTool</name>
        <message>
            <source>在地图上点一下实际位置；Esc 取消。</source>
            <translation>Click the true place on the map; Esc gives up.</translation>
        </message>
    </context>
    <context>
        <name>ThreeSides</name>
        <message>
            <source>逐项对照：发出时、内业现在、外业</source>
            <translation>Field by field: as sent, office now, field</translation>
        </message>
        <message>
            <source>字段</source>
            <translation>Field</translation>
        </message>
        <message>
            <source>发出时</source>
            <translation>As sent</translation>
        </message>
        <message>
            <source>内业现在</source>
            <translation>Office now</translation>
        </message>
        <message>
            <source>外业</source>
            <translation>Field</translation>
        </message>
        <message>
            <source>冲突：发出之后，内业也改过这一项。</source>
            <translation>Conflict: the office has changed this too since it went out.</translation>
        </message>
    </context>
</TS>
