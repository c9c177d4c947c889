import QtQuick
import Hearthboard

Press {
    id: root

    required property int shape
    required property bool current
    // Where there is no room for its name, the drawing says it alone.
    readonly property bool named: height >= glyph.height + words.implicitHeight + Theme.unit && !words.truncated

    background: Item {
        Rectangle {
            anchors.fill: parent
            anchors.margins: Math.round(Theme.unit / 2)
            radius: Theme.radius
            color: root.current ? Theme.raised : "transparent"
        }
    }
    Glyph {
        id: glyph
        anchors.horizontalCenter: parent.horizontalCenter
        y: Math.round((parent.height - height - (root.named ? words.height : 0)) / 2)
        width: Math.round(3.5 * Theme.unit)
        height: width
        shape: root.shape
        color: root.current ? Theme.power : Theme.textFaint
    }
    Label {
        id: words
        anchors.top: glyph.bottom
        visible: root.named
        width: parent.width
        text: root.text
        font.pixelSize: Theme.fontSmall
        font.weight: root.current ? Font.Medium : Font.Normal
        color: root.current ? Theme.text : Theme.textSoft
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.WordWrap
        maximumLineCount: 2
        lineHeight: 0.9
        mayBeCut: true
        Accessible.ignored: true
    }
}
