import QtQuick
import Hearthboard

// A soft panel with a title, and the age of what it shows where that is worth saying.
Rectangle {
    id: root

    property string title
    property int glyph: -1
    property color accent: Theme.textSoft
    property string note
    property bool warned: false
    readonly property int inset: Theme.padding
    readonly property int bodyTop: title === "" ? inset : inset + heading.height + Theme.unit

    color: Theme.card
    radius: Theme.radius
    border.width: Theme.dark ? 0 : 1
    border.color: Theme.line

    Item {
        id: heading
        visible: root.title !== ""
        x: root.inset
        y: root.inset
        width: root.width - 2 * root.inset
        height: titleLabel.implicitHeight

        Loader {
            id: icon
            active: root.glyph >= 0
            width: active ? Math.round(Theme.fontTitle * 1.1) : 0
            height: width
            anchors.verticalCenter: titleLabel.verticalCenter
            sourceComponent: Glyph {
                shape: root.glyph
                color: root.accent
            }
        }
        Label {
            id: titleLabel
            x: icon.active ? icon.width + Theme.unit : 0
            text: root.title
            font.weight: Font.Medium
            color: Theme.textSoft
        }
        Label {
            anchors.right: parent.right
            anchors.baseline: titleLabel.baseline
            text: root.note
            font.pixelSize: Theme.fontSmall
            color: root.warned ? Theme.warning : Theme.textFaint
        }
    }
}
