import QtQuick
import Hearthboard

// While something is being made ready, and when it could not be.
Item {
    id: root

    required property AppModel app
    readonly property bool failed: app.phase === AppModel.Failed

    Column {
        anchors.centerIn: parent
        width: Math.min(root.width - 8 * Theme.unit, 80 * Theme.unit)
        spacing: Theme.gap

        Glyph {
            anchors.horizontalCenter: parent.horizontalCenter
            width: 10 * Theme.unit
            height: width
            shape: root.failed ? Glyph.Warning : Glyph.House
            color: root.failed ? Theme.warning : Theme.power
        }
        Label {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: root.app.message
            font.pixelSize: Theme.fontTitle
            font.weight: Font.Medium
        }
        Label {
            visible: text !== ""
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: root.app.hint
            color: Theme.textSoft
        }
    }
}
