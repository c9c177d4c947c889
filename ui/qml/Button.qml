import QtQuick
import Hearthboard

Rectangle {
    id: root

    required property string text
    property bool primary: false
    signal chosen

    implicitWidth: label.implicitWidth + 6 * Theme.unit
    implicitHeight: 6 * Theme.unit
    radius: Theme.radius
    color: primary ? Theme.action : Theme.raised
    border.width: activeFocus ? 3 : 0
    border.color: primary ? Theme.text : Theme.price
    opacity: enabled ? 1 : 0.45
    activeFocusOnTab: true

    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: root.chosen()
    Keys.onReturnPressed: root.chosen()
    Keys.onEnterPressed: root.chosen()
    Keys.onSpacePressed: root.chosen()

    Label {
        id: label
        anchors.centerIn: parent
        text: root.text
        font.weight: Font.DemiBold
        color: root.primary ? "#14202b" : Theme.text
    }
    TapHandler {
        onTapped: root.chosen()
    }
}
