import QtQuick
import Hearthboard

// A name and what it is, in as many lines as they need.
Item {
    id: root

    required property string name
    required property string value

    implicitWidth: 12 * Theme.fontBody
    implicitHeight: Math.max(nameLabel.implicitHeight, valueLabel.implicitHeight)

    Label {
        id: nameLabel
        anchors.left: parent.left
        width: Math.min(implicitWidth, Math.round(parent.width * 0.45))
        text: root.name
        color: Theme.textFaint
        wrapMode: Text.Wrap
    }
    Label {
        id: valueLabel
        anchors.left: nameLabel.right
        anchors.leftMargin: Theme.unit
        anchors.right: parent.right
        horizontalAlignment: Text.AlignRight
        wrapMode: Text.Wrap
        text: root.value
        color: Theme.textSoft
    }
}
