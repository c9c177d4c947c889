import QtQuick
import QtQuick.Layouts
import Hearthboard

// What to do with a code on another device, where it cannot or need not be read by a camera.
Stack {
    id: root

    required property SignInModel model
    // It can be read by a camera.
    required property bool scanned
    readonly property int alignment: scanned && !Theme.portrait ? Text.AlignLeft : Text.AlignHCenter

    // How wide the widest letter is, beside its height.
    readonly property real wide: 1.15

    spacing: Theme.unit

    Label {
        horizontalAlignment: root.alignment
        wrapMode: Text.Wrap
        text: root.scanned ? qsTr("Scan the code with your phone, or open") : qsTr("Open on your phone or computer")
        color: Theme.textSoft
    }
    Label {
        objectName: "signInPage"
        horizontalAlignment: root.alignment
        wrapMode: Text.Wrap
        text: root.model.codePage
        font.pixelSize: Theme.fontTitle
        font.weight: Font.Medium
    }
    Label {
        horizontalAlignment: root.alignment
        wrapMode: Text.Wrap
        text: qsTr("and enter")
        color: Theme.textSoft
    }
    // Each letter in a room of its own: none is overlooked, and none moves.
    RowLayout {
        objectName: "signInCode"
        spacing: 0
        Accessible.role: Accessible.StaticText
        Accessible.name: String(root.model.codeLetters)

        Item {
            visible: root.alignment === Text.AlignHCenter
            Layout.fillWidth: true
        }
        Repeater {
            model: root.model.codeLetters
            delegate: Label {
                required property string modelData

                text: modelData
                font.pixelSize: Math.max(1, Math.min(Theme.fontBig, Math.floor(width / root.wide)))
                font.weight: Font.DemiBold
                horizontalAlignment: Text.AlignHCenter
                Accessible.ignored: true
                Layout.fillWidth: true
                Layout.minimumWidth: 0
                Layout.preferredWidth: Math.ceil(root.wide * Theme.fontBig)
                Layout.maximumWidth: Math.ceil(root.wide * Theme.fontBig)
            }
        }
        Item {
            Layout.fillWidth: true
        }
    }
    Label {
        objectName: "signInCountdown"
        horizontalAlignment: root.alignment
        wrapMode: Text.Wrap
        text: qsTr("Good for %1. A new code comes by itself.").arg(root.model.countdown)
        font.pixelSize: Theme.fontSmall
        color: Theme.textFaint
        Tile.present: root.model.countdown !== ""
    }
}
