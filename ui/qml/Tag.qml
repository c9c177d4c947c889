import QtQuick
import Hearthboard

Rectangle {
    id: root

    property alias text: label.text
    property color dot: "transparent"
    signal chosen

    implicitWidth: content.width + 4 * Theme.unit
    implicitHeight: 5 * Theme.unit
    radius: height / 2
    color: Theme.card
    border.width: Theme.dark ? 0 : 1
    border.color: Theme.line

    Row {
        id: content
        anchors.centerIn: parent
        spacing: Theme.unit

        Rectangle {
            visible: root.dot.a > 0
            anchors.verticalCenter: parent.verticalCenter
            width: Math.round(1.25 * Theme.unit)
            height: width
            radius: width / 2
            color: root.dot
        }
        Label {
            id: label
            anchors.verticalCenter: parent.verticalCenter
            font.pixelSize: Theme.fontSmall
            color: Theme.textSoft
        }
    }
    TapHandler {
        onTapped: root.chosen()
    }
}
