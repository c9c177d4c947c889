import QtQuick
import Hearthboard

// What became of what was tried, and what to do then.
Column {
    id: root

    required property SetupModel setup

    visible: setup.sentence !== ""
    spacing: Math.round(Theme.unit / 2)

    Label {
        objectName: "setupSentence"
        width: parent.width
        wrapMode: Text.Wrap
        text: root.setup.sentence
        font.pixelSize: Theme.fontSmall
        color: root.setup.failed ? Theme.bad : Theme.textFaint
        Accessible.role: Accessible.AlertMessage
        Accessible.name: text
    }
    Label {
        objectName: "setupNext"
        visible: text !== ""
        width: parent.width
        wrapMode: Text.Wrap
        text: root.setup.next
        font.pixelSize: Theme.fontSmall
        color: Theme.textSoft
    }
}
