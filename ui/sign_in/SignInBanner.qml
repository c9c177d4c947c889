import QtQuick
import Hearthboard

// A strip of its own between the top bar and the page: why somebody should sign in, and the way to do so.
Rectangle {
    id: root

    required property SignInModel model

    implicitHeight: Math.max(button.visible ? button.implicitHeight + Theme.unit : 0, label.implicitHeight + 2 * Theme.unit)
    radius: Theme.radius
    color: Theme.card
    border.width: Theme.dark ? 0 : 1
    border.color: Theme.line

    Glyph {
        id: glyph
        anchors.left: parent.left
        anchors.leftMargin: 2 * Theme.unit
        anchors.verticalCenter: parent.verticalCenter
        width: 3 * Theme.unit
        height: width
        shape: Glyph.Person
        color: Theme.warning
    }
    Label {
        id: label
        objectName: "bannerText"
        anchors.left: glyph.right
        anchors.leftMargin: Theme.unit
        anchors.right: button.visible ? button.left : parent.right
        anchors.rightMargin: 2 * Theme.unit
        anchors.verticalCenter: parent.verticalCenter
        wrapMode: Text.Wrap
        text: root.model.banner
        color: Theme.textSoft
    }
    Button {
        id: button
        objectName: "bannerAction"
        visible: text !== ""
        anchors.right: parent.right
        anchors.rightMargin: Math.round(Theme.unit / 2)
        anchors.verticalCenter: parent.verticalCenter
        text: root.model.bannerAction
        onChosen: root.model.show()
    }
}
