import QtQuick
import Hearthboard

// A strip of its own between the top bar and the page: why somebody should sign in, and the way to do so.
Rectangle {
    id: root

    required property SignInModel model

    implicitHeight: Math.max(button.visible ? button.height + Theme.unit : 0, label.height + 2 * Theme.unit)
    radius: Theme.radius
    color: Theme.card
    border.width: Theme.dark ? 0 : 1
    border.color: Theme.line

    Glyph {
        id: glyph
        x: 2 * Theme.unit
        anchors.verticalCenter: parent.verticalCenter
        width: 3 * Theme.unit
        height: width
        shape: Glyph.Person
        color: Theme.warning
    }
    Label {
        id: label
        objectName: "bannerText"
        x: glyph.x + glyph.width + Theme.unit
        anchors.verticalCenter: parent.verticalCenter
        width: (button.visible ? button.x : parent.width) - x - 2 * Theme.unit
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
        height: (Theme.touch ? 8 : 6) * Theme.unit
        text: root.model.bannerAction
        onChosen: root.model.show()
    }
}
