import QtQuick
import Hearthboard

// The browser of this machine is waited for; its address is here where none came up.
Item {
    id: root

    required property SignInModel model

    Column {
        id: words
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width
        spacing: 2 * Theme.unit

        Label {
            objectName: "signInHeadline"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: root.model.browserMissing ? "No browser came up" : "Go on in the browser"
            font.pixelSize: Theme.fontTitle
            font.weight: Font.Medium
        }
        Label {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: root.model.browserMissing ? "Open this address in a browser of this machine:"
                : "It has opened this address. As soon as you have signed in there, this page closes."
            color: Theme.textSoft
        }
        Rectangle {
            width: parent.width
            height: Math.min(address.implicitHeight + 2 * Theme.unit, 20 * Theme.unit)
            radius: Theme.radius
            color: Theme.raised

            Flickable {
                x: 2 * Theme.unit
                y: Theme.unit
                width: parent.width - 2 * x
                height: parent.height - 2 * y
                contentHeight: address.implicitHeight
                boundsBehavior: Flickable.StopAtBounds
                clip: true

                TextEdit {
                    id: address
                    objectName: "signInAddress"
                    width: parent.width
                    readOnly: true
                    selectByMouse: true
                    wrapMode: TextEdit.WrapAnywhere
                    textFormat: TextEdit.PlainText
                    text: root.model.browserPage
                    font.family: Theme.family
                    font.pixelSize: Theme.fontSmall
                    color: Theme.textSoft
                    selectionColor: Theme.price
                }
            }
        }
    }
}
