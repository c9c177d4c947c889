import QtQuick
import Hearthboard

// A soft panel with a title, and the age of what it shows where that is worth saying. What it holds stands in a
// column below the heading; its least height is what that needs.
Rectangle {
    id: root

    default property alias content: body.data
    property alias spacing: body.spacing
    property string title
    property int glyph: -1
    property color accent: Theme.textSoft
    property string note
    property bool warned: false
    // How wide it is at the least, in letters of the body's size.
    property real letters: 17
    readonly property int inset: Theme.padding
    // What is around what it holds, in height.
    readonly property int chrome: heading.height + (title === "" ? 0 : Theme.unit) + 2 * inset

    implicitWidth: Math.round(letters * Theme.fontBody)
    implicitHeight: body.implicitHeight + chrome
    color: Theme.card
    radius: Theme.radius
    border.width: Theme.dark ? 0 : 1
    border.color: Theme.line
    Accessible.role: Accessible.Grouping
    Accessible.name: root.title

    Item {
        id: heading

        readonly property int iconSize: root.glyph < 0 ? 0 : Math.round(Theme.fontTitle * 1.1)
        readonly property int indent: root.glyph < 0 ? 0 : iconSize + Theme.unit
        // Both have no room in one line.
        readonly property bool stacked: noteLabel.text !== "" && indent + titleLabel.implicitWidth + Theme.unit + noteLabel.implicitWidth > width

        visible: root.title !== ""
        height: root.title === "" ? 0 : stacked ? titleLabel.height + noteLabel.height : Math.max(titleLabel.height, iconSize)
        anchors {
            left: parent.left
            right: parent.right
            top: parent.top
            margins: root.inset
        }

        Glyph {
            visible: root.glyph >= 0
            anchors.left: parent.left
            anchors.verticalCenter: titleLabel.verticalCenter
            width: heading.iconSize
            height: width
            shape: Math.max(0, root.glyph)
            color: root.accent
        }
        Label {
            id: titleLabel
            x: heading.indent
            width: (heading.stacked || noteLabel.text === "" ? parent.width : noteLabel.x - Theme.unit) - heading.indent
            text: root.title
            font.weight: Font.Medium
            color: Theme.textSoft
            wrapMode: Text.Wrap
            maximumLineCount: 2
            mayBeCut: true
        }
        Label {
            id: noteLabel
            x: heading.stacked ? 0 : parent.width - width
            width: heading.stacked ? parent.width : implicitWidth
            y: heading.stacked ? titleLabel.height : titleLabel.baselineOffset - baselineOffset
            text: root.note
            font.pixelSize: Theme.fontSmall
            color: root.warned ? Theme.warning : Theme.textFaint
            wrapMode: heading.stacked ? Text.Wrap : Text.NoWrap
        }
    }
    Stack {
        id: body
        spacing: Theme.unit
        anchors {
            left: parent.left
            right: parent.right
            top: heading.bottom
            topMargin: root.title === "" ? 0 : Theme.unit
            bottom: parent.bottom
            leftMargin: root.inset
            rightMargin: root.inset
            bottomMargin: root.inset
        }
    }
}
