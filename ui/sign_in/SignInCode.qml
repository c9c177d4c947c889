import QtQuick
import Hearthboard

// A code for another device: to be read by its camera, or to be typed there.
Item {
    id: root

    required property SignInModel model
    // How much further down the code may go than the words, which have the buttons below them.
    required property int below
    readonly property bool stacked: Theme.portrait
    // As large as it may be: it is read from across the room.
    readonly property int side: stacked ? Math.min(width, Math.floor(height * 0.58)) : Math.min(height + below, Math.floor(width * 0.5))

    Rectangle {
        id: panel
        objectName: "signInQr"
        visible: code.valid
        x: root.stacked ? Math.round((root.width - width) / 2) : 0
        y: root.stacked ? 0 : Math.round((root.height + root.below - height) / 2)
        width: root.side
        height: root.side
        radius: Theme.unit
        color: "#ffffff"

        QrCode {
            id: code
            anchors.fill: parent
            text: root.model.qrText
        }
    }
    Column {
        id: words
        readonly property int beside: panel.visible && !root.stacked ? panel.width + 2 * Theme.padding : 0

        x: beside
        y: root.stacked && panel.visible ? panel.height + Math.round((root.height - panel.height - height) / 2) : Math.round((root.height - height) / 2)
        width: root.width - beside
        spacing: Theme.unit

        Label {
            width: parent.width
            horizontalAlignment: root.stacked ? Text.AlignHCenter : Text.AlignLeft
            wrapMode: Text.Wrap
            text: code.valid ? "Scan the code with your phone, or open" : "Open on your phone or computer"
            color: Theme.textSoft
        }
        Label {
            objectName: "signInPage"
            width: parent.width
            horizontalAlignment: root.stacked ? Text.AlignHCenter : Text.AlignLeft
            wrapMode: Text.Wrap
            text: root.model.codePage
            font.pixelSize: Theme.fontTitle
            font.weight: Font.Medium
        }
        Label {
            width: parent.width
            horizontalAlignment: root.stacked ? Text.AlignHCenter : Text.AlignLeft
            text: "and enter"
            color: Theme.textSoft
        }
        // Each letter in a room of its own: none is overlooked, and none moves.
        Row {
            id: letters
            objectName: "signInCode"
            readonly property int cell: Math.min(7 * Theme.unit, Math.floor(words.width / Math.max(1, root.model.codeLetters.length)))

            x: root.stacked ? Math.round((words.width - width) / 2) : 0

            Repeater {
                model: root.model.codeLetters
                delegate: Item {
                    id: letter

                    required property string modelData

                    width: letters.cell
                    height: Math.round(letters.cell * 1.5)

                    Label {
                        anchors.centerIn: parent
                        text: letter.modelData
                        font.pixelSize: Math.round(letters.cell * 1.05)
                        font.weight: Font.DemiBold
                    }
                }
            }
        }
        Label {
            objectName: "signInCountdown"
            visible: root.model.countdown !== ""
            width: parent.width
            horizontalAlignment: root.stacked ? Text.AlignHCenter : Text.AlignLeft
            wrapMode: Text.Wrap
            text: "Good for " + root.model.countdown + ". A new code comes by itself."
            font.pixelSize: Theme.fontSmall
            color: Theme.textFaint
        }
    }
}
