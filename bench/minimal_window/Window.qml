import QtQuick

Rectangle {
    color: "#101720"

    Text {
        anchors.centerIn: parent
        color: "white"
        font.pixelSize: 40
        text: "A window"
    }
}
