import QtQuick
import Hearthboard

// The code for another device that its camera reads: black on white in every theme.
Item {
    id: root

    required property SignInModel model
    readonly property alias valid: code.valid

    Rectangle {
        objectName: "signInQr"
        visible: code.valid
        anchors.centerIn: parent
        width: Math.min(root.width, root.height)
        height: width
        radius: Theme.unit
        color: "#ffffff"
        Accessible.role: Accessible.Graphic
        Accessible.name: qsTr("A QR code that leads to %1").arg(root.model.codePage)

        QrCode {
            id: code
            anchors.fill: parent
            text: root.model.qrText
        }
    }
}
