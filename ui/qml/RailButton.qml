import QtQuick
import Hearthboard

Item {
    id: root

    required property int shape
    required property string name
    required property bool current
    signal chosen

    Rectangle {
        anchors.fill: parent
        anchors.margins: Theme.unit
        radius: Theme.radius
        color: root.current ? Theme.raised : "transparent"
    }
    Glyph {
        id: glyph
        width: 3.5 * Theme.unit
        height: width
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.verticalCenter
        shape: root.shape
        color: root.current ? Theme.power : Theme.textFaint
    }
    Label {
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.top: glyph.bottom
        anchors.topMargin: Math.round(Theme.unit / 2)
        text: root.name
        font.pixelSize: Theme.fontSmall
        font.weight: root.current ? Font.Medium : Font.Normal
        color: root.current ? Theme.text : Theme.textFaint
    }
    TapHandler {
        onTapped: root.chosen()
    }
}
