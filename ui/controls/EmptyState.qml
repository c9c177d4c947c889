import QtQuick
import Hearthboard

// Nothing to show, said calmly.
Rectangle {
    id: root

    required property int shape
    required property string headline
    required property string text

    implicitWidth: 17 * Theme.fontBody
    implicitHeight: column.implicitHeight + 2 * Theme.padding
    color: Theme.card
    radius: Theme.radius
    border.width: Theme.dark ? 0 : 1
    border.color: Theme.line

    Stack {
        id: column
        anchors.centerIn: parent
        width: Math.min(root.width - 2 * Theme.padding, 30 * Theme.fontBody)
        spacing: Theme.gap

        Glyph {
            shape: root.shape
            color: Theme.textFaint
            implicitHeight: 9 * Theme.unit
        }
        Label {
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.WordWrap
            text: root.headline
            font.pixelSize: Theme.fontTitle
            font.weight: Font.DemiBold
        }
        Label {
            Tile.present: text !== ""
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.WordWrap
            text: root.text
            color: Theme.textSoft
        }
    }
}
