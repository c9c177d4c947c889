import QtQuick
import Hearthboard

// The browser of this machine is waited for; its address is here where none came up.
Stack {
    id: root

    required property SignInModel model

    spacing: Theme.gap

    Label {
        objectName: "signInHeadline"
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: root.model.browserMissing ? qsTr("No browser came up") : qsTr("Go on in the browser")
        font.pixelSize: Theme.fontTitle
        font.weight: Font.Medium
        Accessible.role: Accessible.AlertMessage
    }
    Label {
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: root.model.browserMissing ? qsTr("Open this address in a browser of this machine:")
            : qsTr("It has opened this address. As soon as you have signed in there, this page closes.")
        color: Theme.textSoft
    }
    Rectangle {
        implicitHeight: address.implicitHeight + 2 * Theme.unit
        radius: Theme.radius
        color: Theme.raised

        TextEdit {
            id: address
            objectName: "signInAddress"
            anchors.fill: parent
            anchors.margins: Theme.unit
            anchors.leftMargin: 2 * Theme.unit
            anchors.rightMargin: 2 * Theme.unit
            readOnly: true
            selectByMouse: true
            wrapMode: TextEdit.WrapAnywhere
            textFormat: TextEdit.PlainText
            text: root.model.browserPage
            font.family: Theme.family
            font.pixelSize: Theme.fontSmall
            color: Theme.textSoft
            selectionColor: Theme.price
            selectedTextColor: Theme.onAction
            Accessible.role: Accessible.EditableText
            Accessible.readOnly: true
            Accessible.name: qsTr("Address")
        }
    }
}
