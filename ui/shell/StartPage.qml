import QtQuick
import Hearthboard

// While something is being made ready, and when it could not be.
Item {
    id: root

    required property AppModel app
    readonly property bool failed: app.phase === AppModel.Failed

    Stack {
        anchors.centerIn: parent
        width: Math.min(root.width - 4 * Theme.unit, 36 * Theme.fontBody)
        spacing: Theme.gap

        Glyph {
            shape: root.failed ? Glyph.Warning : Glyph.House
            color: root.failed ? Theme.warning : Theme.power
            implicitHeight: 10 * Theme.unit
        }
        Label {
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: root.app.message
            font.pixelSize: Theme.fontTitle
            font.weight: Font.Medium
        }
        Label {
            Tile.present: text !== ""
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: root.app.hint
            color: Theme.textSoft
        }
    }
}
