import QtQuick
import Hearthboard

// A small heading over a number.
Item {
    id: root

    required property ValueModel value
    property string name: value.name
    property string note
    property bool aged: true
    property alias size: quantity.size

    implicitWidth: Math.max(words.implicitWidth, quantity.implicitWidth)
    implicitHeight: words.implicitHeight + quantity.implicitHeight

    Label {
        id: words
        anchors.left: parent.left
        anchors.right: parent.right
        text: root.name + (root.aged && root.value.stale ? " · " + root.value.ageText : root.note === "" ? "" : " · " + root.note)
        font.pixelSize: Theme.fontSmall
        color: root.aged && root.value.stale ? Theme.warning : Theme.textFaint
        wrapMode: Text.Wrap
    }
    Quantity {
        id: quantity
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: words.bottom
        value: root.value
        size: Math.round(Theme.fontTitle * 1.2)
    }
}
