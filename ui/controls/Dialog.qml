import QtQuick
import Hearthboard

// Lies over the whole window; what is below it is out of reach. A tap beside it, or Escape, means: away with it. What
// has no room in it is scrolled to; its buttons stay in sight.
FocusScope {
    id: root

    default property alias content: scroll.content
    property alias buttons: buttonBox.data
    property alias title: card.title
    property alias glyph: card.glyph
    property alias accent: card.accent
    property alias name: card.objectName
    readonly property alias card: card
    // How wide it is where there is room, in letters of the body's size.
    property real letters: 44
    // How high what it holds is at the least, where there is room.
    property int least: 0
    // A tap beside it is nothing: somebody is half way through.
    property bool sticky: false
    // It hangs from the top bar, rather than standing in the middle.
    property bool hangs: false
    // Something square to be looked at from afar, as large as there is room: beside the words, or above them.
    property alias picture: picture.data
    property bool pictured: false
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
        onClicked: if (!root.sticky) root.dismissed()
    }
    Card {
        id: card

        readonly property int most: root.height - (root.hangs ? Theme.barHeight + Theme.gap : 2 * Theme.gap)
        // For what it holds.
        readonly property int room: most - chrome

        anchors.centerIn: root.hangs ? undefined : parent
        anchors.top: root.hangs ? parent.top : undefined
        anchors.topMargin: Theme.barHeight
        anchors.right: root.hangs ? parent.right : undefined
        anchors.rightMargin: Theme.gap
        width: Math.min(root.width - 2 * Theme.gap, Math.round(root.letters * Theme.fontBody))
        height: Math.min(most, implicitHeight)

        Item {
            implicitHeight: !root.pictured ? words.implicitHeight
                : Theme.portrait ? picture.height + Theme.gap + words.implicitHeight
                : Math.max(picture.height, words.implicitHeight)
            Tile.tall: 1

            Item {
                id: picture
                readonly property int side: Theme.portrait
                    ? Math.min(parent.width, Math.max(Math.round(root.width / 2), card.room - Theme.gap - words.implicitHeight))
                    : Math.min(card.room, Math.round(parent.width * 0.45))
                visible: root.pictured
                anchors.top: parent.top
                anchors.left: parent.left
                width: !visible ? 0 : Theme.portrait ? parent.width : side
                height: visible ? side : 0
            }
            Stack {
                id: words
                readonly property bool below: root.pictured && Theme.portrait
                readonly property bool beside: root.pictured && !Theme.portrait
                spacing: Theme.gap
                anchors {
                    top: below ? picture.bottom : parent.top
                    topMargin: below ? Theme.gap : 0
                    left: beside ? picture.right : parent.left
                    leftMargin: beside ? Theme.padding : 0
                    right: parent.right
                    bottom: parent.bottom
                }

                Scroll {
                    id: scroll
                    implicitHeight: Math.max(root.least, contentWish)
                    Tile.tall: 1
                }
                ButtonBox {
                    id: buttonBox
                    spacing: Theme.gap
                    Tile.present: implicitHeight > 0
                }
            }
        }
    }
    // Beside what is to be touched in it, a tap in the card is nothing.
    MouseArea {
        z: -1
        parent: card
        anchors.fill: parent
    }
}
