import QtQuick
import Hearthboard

// Nothing to show, said calmly.
Rectangle {
    id: root

    required property int shape
    required property string headline
    required property string text

    color: Theme.card
    radius: Theme.radius
    border.width: Theme.dark ? 0 : 1
    border.color: Theme.line

    Column {
        anchors.centerIn: parent
        width: Math.min(root.width - 4 * Theme.padding, 60 * Theme.unit)
        spacing: Theme.gap

        Glyph {
            anchors.horizontalCenter: parent.horizontalCenter
            width: 9 * Theme.unit
            height: width
            shape: root.shape
            color: Theme.textFaint
        }
        Label {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.WordWrap
            text: root.headline
            font.pixelSize: Theme.fontTitle
            font.weight: Font.DemiBold
        }
        Label {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.WordWrap
            text: root.text
            color: Theme.textSoft
        }
    }
}
