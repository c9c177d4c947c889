import QtQuick
import Hearthboard

// What became of what was tried, and what to do then.
Stack {
    id: root

    required property SetupModel setup

    spacing: Math.round(Theme.unit / 2)
    Tile.present: setup.sentence !== ""

    Label {
        objectName: "setupSentence"
        wrapMode: Text.Wrap
        text: root.setup.sentence
        font.pixelSize: Theme.fontSmall
        color: root.setup.failed ? Theme.bad : Theme.textSoft
        Accessible.role: Accessible.AlertMessage
    }
    Label {
        objectName: "setupNext"
        wrapMode: Text.Wrap
        text: root.setup.next
        font.pixelSize: Theme.fontSmall
        color: Theme.textSoft
        Tile.present: text !== ""
    }
}
