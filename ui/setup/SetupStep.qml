import QtQuick
import Hearthboard

// A step of the first start: a column, and the buttons at its end.
FocusScope {
    id: root

    default property alias content: column.data
    property alias buttons: buttonBox.data

    implicitWidth: column.implicitWidth
    implicitHeight: column.implicitHeight + Theme.gap + buttonBox.implicitHeight

    Stack {
        id: column
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        height: implicitHeight
        spacing: Theme.unit
    }
    ButtonBox {
        id: buttonBox
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        height: implicitHeight
        spacing: Theme.unit
    }
}
