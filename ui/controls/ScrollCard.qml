import QtQuick
import Hearthboard

// A card for as many words as there are: those that have no room are scrolled to.
Card {
    id: root

    default property alias content: column.data

    Flickable {
        id: flick
        implicitHeight: Math.min(column.implicitHeight, 10 * Theme.fontBody)
        contentHeight: column.implicitHeight
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        activeFocusOnTab: contentHeight > height
        Keys.onDownPressed: flick.contentY = Math.min(contentHeight - height, contentY + 4 * Theme.fontBody)
        Keys.onUpPressed: flick.contentY = Math.max(0, contentY - 4 * Theme.fontBody)
        Tile.tall: 1

        Stack {
            id: column
            width: flick.width
            spacing: Theme.gap
        }
    }
}
