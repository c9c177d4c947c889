import QtQuick
import Hearthboard

// Tiles, and the way to those that have no room on this sheet.
Item {
    default property alias tiles: sheet.data
    property alias uniform: sheet.uniform
    property alias aspect: sheet.aspect
    property alias sheet: sheet.sheet
    readonly property alias sheets: sheet.sheets

    // Of one tile, and the way to the others.
    implicitWidth: Math.max(sheet.leastTile.width, sheet.count > 1 ? footer.implicitWidth : 0)
    implicitHeight: sheet.leastTile.height + (sheet.count > 1 ? footer.implicitHeight : 0)

    TileSheet {
        id: sheet
        anchors.fill: parent
        gap: Theme.gap
        footer: footer.implicitHeight
    }
    Line {
        id: footer
        visible: sheet.sheets > 1
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        height: implicitHeight
        spacing: Theme.gap

        IconButton {
            objectName: "sheetBack"
            shape: Glyph.Back
            text: qsTr("Previous")
            enabled: sheet.sheet > 0
            onChosen: --sheet.sheet
        }
        Label {
            objectName: "sheetWords"
            text: sheet.first === sheet.last ? qsTr("%1 of %2").arg(sheet.first).arg(sheet.count)
                : qsTr("%1 to %2 of %3").arg(sheet.first).arg(sheet.last).arg(sheet.count)
            font.pixelSize: Theme.fontSmall
            color: Theme.textSoft
            horizontalAlignment: Text.AlignHCenter
            Tile.tall: 1
        }
        IconButton {
            objectName: "sheetForward"
            shape: Glyph.Forward
            text: qsTr("Next")
            enabled: sheet.sheet < sheet.sheets - 1
            onChosen: ++sheet.sheet
        }
    }
    DragHandler {
        target: null
        enabled: sheet.sheets > 1
        yAxis.enabled: false
        onActiveChanged: {
            if (active || Math.abs(centroid.scenePosition.x - centroid.scenePressPosition.x) < Theme.target)
                return;
            sheet.sheet += centroid.scenePosition.x < centroid.scenePressPosition.x ? 1 : -1;
        }
    }
}
