import QtQuick
import Hearthboard

// Lies over the whole window; what is below it is out of reach. A tap beside it, or Escape, means: away with it.
FocusScope {
    id: root

    default property alias content: card.content
    property alias title: card.title
    property alias glyph: card.glyph
    property alias accent: card.accent
    property alias name: card.objectName
    readonly property alias card: card
    // How wide it is where there is room, in letters of the body's size.
    property real letters: 44
    signal dismissed

    Component.onCompleted: forceActiveFocus()
    Keys.onEscapePressed: root.dismissed()
    Accessible.role: Accessible.Dialog
    Accessible.name: title

    Rectangle {
        anchors.fill: parent
        color: Theme.veil
    }
    MouseArea {
        anchors.fill: parent
        onClicked: root.dismissed()
    }
    Card {
        id: card
        anchors.centerIn: parent
        width: Math.min(root.width - 2 * Theme.gap, Math.round(root.letters * Theme.fontBody))
        height: Math.min(root.height - 2 * Theme.gap, implicitHeight)
    }
    // Beside what is to be touched in it, a tap in the card is nothing.
    MouseArea {
        z: -1
        parent: card
        anchors.fill: parent
    }
}
