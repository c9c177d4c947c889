import QtQuick
import Hearthboard

// A card for as many words as there are: those that have no room are scrolled to.
Card {
    default property alias content: scroll.content

    Scroll {
        id: scroll
        implicitHeight: Math.min(contentWish, 10 * Theme.fontBody)
        centered: false
        Tile.tall: 1
    }
}
