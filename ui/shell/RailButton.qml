import QtQuick
import QtQuick.Layouts
import Hearthboard

Press {
    id: root

    required property int shape
    required property bool current
    // Where there is no room for its name, the drawing says it alone.
    readonly property bool named: height >= glyph.implicitHeight + words.implicitHeight + 2 * Theme.unit

    background: Item {
        Rectangle {
            anchors.fill: parent
            anchors.margins: Math.round(Theme.unit / 2)
            radius: Theme.radius
            color: root.current ? Theme.raised : "transparent"
        }
    }
    contentItem: Item {
        implicitHeight: drawing.implicitHeight

        ColumnLayout {
            id: drawing
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width
            spacing: Math.round(Theme.unit / 2)

            Glyph {
                id: glyph
                implicitWidth: Math.round(3.5 * Theme.unit)
                implicitHeight: implicitWidth
                shape: root.shape
                color: root.current ? Theme.power : Theme.textFaint
                Layout.alignment: Qt.AlignHCenter
            }
            Label {
                id: words
                visible: root.named
                text: root.text
                font.pixelSize: Theme.fontSmall
                font.weight: root.current ? Font.Medium : Font.Normal
                color: root.current ? Theme.text : Theme.textSoft
                horizontalAlignment: Text.AlignHCenter
                mayBeCut: true
                Layout.fillWidth: true
                Accessible.ignored: true
            }
        }
    }
}
