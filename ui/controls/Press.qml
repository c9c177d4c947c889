import QtQuick
import QtQuick.Templates as T
import Hearthboard

// Whatever is to be pressed: by a finger that may miss it a little, by the keyboard, by a screen reader. It looks like
// nothing itself, but for the ring of the focus.
T.AbstractButton {
    id: root

    property int ring: Theme.radius
    signal chosen

    implicitWidth: Math.max(Theme.target, implicitContentWidth + leftPadding + rightPadding)
    implicitHeight: Math.max(Theme.target, implicitContentHeight + topPadding + bottomPadding)
    opacity: enabled ? 1 : 0.45
    activeFocusOnTab: true
    focusPolicy: Qt.TabFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: root.chosen()
    onClicked: root.chosen()
    Keys.onReturnPressed: root.chosen()
    Keys.onEnterPressed: root.chosen()

    Rectangle {
        visible: root.activeFocus
        anchors.fill: parent
        z: 1
        radius: root.ring
        color: "transparent"
        border.width: 3
        border.color: Theme.price
    }
}
